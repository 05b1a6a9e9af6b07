"""What must not have changed since a trace was made."""

from __future__ import annotations

from itertools import chain
from operator import attrgetter
from typing import Any

import numpy as np

from ..memory import epoch
from ..nn.simple.identity import Identity
from ..table import Table
from ..tensor import TensorCore
from .known import METHODS

_methods = attrgetter(*METHODS)


class Guard:
    """Tells whether modules and tensors are still what they were."""

    def __init__(self) -> None:
        #: The modules' fields, and all that was in them, one after the other.
        self._fields: list[dict] = []
        self._kept: list[Any] = []
        self._identities: list[tuple[dict, str, Any]] = []
        self._classes: list[type] = []
        self._methods: list[tuple] = []
        self._tensors: list[tuple[Any, Any]] = []
        self._seen: set[int] = set()
        self._modules: list[tuple[Any, str]] = []
        self._epoch = -1

    def add(self, module: Any, result: str) -> None:
        """The fields and methods of a module; of an nn.Identity only the one that shows what passed."""
        self._modules.append((module, result))
        fields = vars(module)
        if type(module) is Identity:
            self._identities.append((fields, result, fields.get(result)))
        else:
            self._fields.append(fields)
            self._kept += fields.values()
        self._add_class(module)
        for value in fields.values():
            for tensor in value.array_values() if isinstance(value, Table) else (value,):
                if isinstance(tensor, TensorCore) and id(tensor) not in self._seen:
                    self._seen.add(id(tensor))
                    self._tensors.append((tensor, tensor.array))

    def add_passing(self, module: Any) -> None:
        """The methods of an nn.Identity whose fields may change."""
        self._identities.append((vars(module), "", None))
        self._add_class(module)

    def beside(self, other: Guard) -> Guard:
        """A guard of what this one guards, as it is now, and the other one does not."""
        guarded = {id(module) for module, _ in other._modules}
        rest = Guard()
        for module, result in self._modules:
            if id(module) not in guarded:
                rest.add(module, result)
        return rest

    def _add_class(self, module: Any) -> None:
        cls = type(module)
        if cls not in self._classes:
            self._classes.append(cls)
            self._methods.append(_methods(cls))

    def holds(self) -> bool:
        if list(chain.from_iterable(map(dict.values, self._fields))) != self._kept:
            return False
        for fields, key, value in self._identities:
            if fields.get(key) is not value or not fields.keys().isdisjoint(METHODS):
                return False
        if [_methods(cls) for cls in self._classes] != self._methods:
            return False
        now = int(epoch[0])
        if now != self._epoch:
            if not all(is_at(tensor, array) for tensor, array in self._tensors):
                return False
            self._epoch = now
        return True


def is_at(tensor: Any, array: Any) -> bool:
    """Whether a tensor shows the memory that `array` shows, in the same way."""
    own = tensor.array
    if own is array:
        return True
    if not isinstance(own, np.ndarray) or own.shape != array.shape or own.strides != array.strides:
        return False
    return own.__array_interface__["data"] == array.__array_interface__["data"]


def are_at(tensors: list, arrays: list[tuple[Any, Any]]) -> bool:
    """Whether these are the tensors that were there, each where it was."""
    if len(tensors) != len(arrays):
        return False
    return all(own is tensor and is_at(own, array) for own, (tensor, array) in zip(tensors, arrays))

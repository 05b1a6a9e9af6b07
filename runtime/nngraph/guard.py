"""What must not have changed since a trace was made."""

from __future__ import annotations

from itertools import chain
from operator import attrgetter
from typing import Any

import numpy as np

from ..kernels.native.versions import Versions, attributes_of
from ..memory import epoch
from ..nn.simple.identity import Identity
from ..table import Table
from ..tensor import TensorCore
from .known import METHODS

_methods = attrgetter(*METHODS)
#: So many changes are looked at one by one; of more, all.
_MANY = 16


class Guard:
    """Tells whether nodes, modules and tensors are still what they were."""

    def __init__(self) -> None:
        #: The modules' fields, and what was in them.
        self._fields: list[dict] = []
        self._kept: list[list[Any]] = []
        #: Other dicts in which one thing must be what it was: (dict, key, value).
        self._single: list[tuple[dict, str, Any]] = []
        #: Those among them that are fields, and must not be methods.
        self._identities: list[dict] = []
        #: Nodes whose data is held elsewhere, and their modules.
        self._elsewhere: list[tuple[Table, Any]] = []
        self._classes: list[type] = []
        self._methods: list[tuple] = []
        self._tensors: list[tuple[Any, Any]] = []
        self._seen: set[int] = set()
        self._modules: list[tuple[Any, str]] = []
        self._versions: Versions | None = None
        self._epoch = -1

    def add(self, module: Any, result: str) -> None:
        """The fields and methods of a module; of an nn.Identity only the one that shows what passed."""
        self._modules.append((module, result))
        fields = vars(module)
        if type(module) is Identity:
            self._single.append((fields, result, fields.get(result)))
            self._identities.append(fields)
        else:
            self._fields.append(fields)
            self._kept.append(list(fields.values()))
        self._add_class(module)
        for value in fields.values():
            for tensor in value.array_values() if isinstance(value, Table) else (value,):
                if isinstance(tensor, TensorCore) and id(tensor) not in self._seen:
                    self._seen.add(id(tensor))
                    self._tensors.append((tensor, tensor.array))

    def add_passing(self, module: Any) -> None:
        """The methods of an nn.Identity whose fields may change."""
        self._single.append((vars(module), "", None))
        self._identities.append(vars(module))
        self._add_class(module)

    def add_nodes(self, nodes: list[Table]) -> None:
        """Which modules nodes, by their data, have."""
        for node in nodes:
            data, module = node.data(), node.get("module")
            if data is None:
                self._elsewhere.append((node, module))
            else:
                self._single.append((data, "module", module))

    def beside(self, other: Guard) -> list[Guard]:
        """A guard of the modules, as they are now, that this one guards and the other one does not, if any."""
        guarded = {id(module) for module, _ in other._modules}
        rest = Guard()
        for module, result in self._modules:
            if id(module) not in guarded:
                rest.add(module, result)
        return [rest] if rest._modules else []

    def _add_class(self, module: Any) -> None:
        cls = type(module)
        if cls not in self._classes:
            self._classes.append(cls)
            self._methods.append(_methods(cls))

    def holds(self) -> bool:
        if not self._dicts_hold():
            return False
        if self._elsewhere and any(node.get("module") is not module for node, module in self._elsewhere):
            return False
        now = int(epoch[0])
        if now != self._epoch:
            if not all(is_at(tensor, array) for tensor, array in self._tensors):
                return False
            self._epoch = now
        return True

    def _dicts_hold(self) -> bool:
        """Looks only at those that have changed, where that can be told."""
        if self._versions is None:
            self._versions = Versions([*self._fields, *[found for found, _, _ in self._single], *self._of_classes()])
        changed = self._versions.changed()
        if changed is None or len(changed) > _MANY:
            right = self._all_hold()
        else:
            right = all(self._holds(place) for place in changed)
        if right and changed:
            self._versions.accept()
        return right

    def _of_classes(self) -> list[dict]:
        """Where the classes' methods are."""
        found = {base: None for cls in self._classes for base in cls.__mro__ if base is not object}
        return [attributes_of(base) for base in found]

    def _all_hold(self) -> bool:
        now, kept = map(dict.values, self._fields), chain.from_iterable(self._kept)
        if list(chain.from_iterable(now)) != list(kept):
            return False
        if [found.get(key) for found, key, _ in self._single] != [value for _, _, value in self._single]:
            return False
        return all(METHODS.isdisjoint(found) for found in self._identities) and self._methods_hold()

    def _holds(self, place: int) -> bool:
        """Whether one dict holds what it did."""
        if place < len(self._fields):
            return list(self._fields[place].values()) == self._kept[place]
        place -= len(self._fields)
        if place < len(self._single):
            found, key, value = self._single[place]
            return found.get(key) is value and METHODS.isdisjoint(found)
        return self._methods_hold()

    def _methods_hold(self) -> bool:
        return [_methods(cls) for cls in self._classes] == self._methods


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

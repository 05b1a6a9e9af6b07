"""The tensors of an object as a flat dictionary of numpy arrays with readable names."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from runtime import backend
from runtime.objects import TorchObject, UnknownObject
from runtime.storage import Storage
from runtime.table import Table
from runtime.tensor.core import TensorCore

from ..modules import is_graph, is_scratch

#: An expanded tensor (its elements lie over each other) is written out only up to this size.
_EXPANDED = 1 << 30


class ExportError(ValueError):
    """An object that cannot be exported, or an export that did not read back the same."""


@dataclass
class State:
    """Arrays by name; `types` are their Torch types.

    `aliases` maps further names of a shared tensor to the one under which it is stored, `unknown`
    counts objects of classes that the runtime does not have.
    """

    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, int] = field(default_factory=dict)

    @property
    def nbytes(self) -> int:
        return sum(array.nbytes for array in self.arrays.values())


def collect(obj: Any, *, everything: bool = False) -> State:
    """All tensors of `obj` that matter, under their paths (``modules.1.weight``).

    Of a module these are its parameters and buffers, not gradients, outputs and what else a pass
    leaves behind; of a table all. `everything` takes every tensor and storage. A tensor that is
    reached in several ways is stored once, under its shortest name. Arrays are contiguous;
    where a tensor is contiguous they share its memory. A lone tensor is called ``tensor``.
    """
    state, names = State(), _Names()
    found: dict[Any, str] = {}
    order: dict[str, tuple] = {}
    for path, value in _walk(obj, everything, state.unknown):
        if isinstance(value, TensorCore):
            identity: Any = (id(value._storage), value._offset, value._size, value._stride, value._typename)
        elif isinstance(value, Storage) and everything:
            identity = id(value)
        else:
            continue
        name = names.unique(path)
        if identity in found:
            state.aliases[name] = found[identity]
            continue
        found[identity] = name
        order[name] = path
        state.arrays[name] = _array(value, name)
        state.types[name] = value._typename
    state.arrays = {name: state.arrays[name] for name in sorted(order, key=lambda name: _natural(order[name]))}
    return state


def _walk(root: Any, everything: bool, unknown: dict[str, int]) -> Any:
    """(path, value) of all parts of `root`, the shortest paths first; each table and object once."""
    todo: deque[tuple[tuple, Any]] = deque([((), root)])
    seen: set[int] = set()
    while todo:
        path, value = todo.popleft()
        yield path, value
        if id(value) in seen:
            continue
        if isinstance(value, Table):
            seen.add(id(value))
            todo.extend(((*path, key), item) for key, item in value.items())
        elif isinstance(value, TorchObject):
            seen.add(id(value))
            if isinstance(value, UnknownObject):
                unknown[value._typename] = unknown.get(value._typename, 0) + 1
            for name, item in list(vars(value).items()):
                if everything or not (is_scratch(value, name) or is_graph(value, name)):
                    todo.append(((*path, name), item))


class _Names:
    """Turns paths into names, each given once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def unique(self, path: tuple) -> str:
        name = base = ".".join(map(_spell, path)) or "tensor"
        count = 1
        while name in self._taken:
            count += 1
            name = f"{base}#{count}"
        self._taken.add(name)
        return name


def _spell(key: Any) -> str:
    if isinstance(key, str):
        return key if key.isprintable() else key.encode("unicode_escape").decode("ascii")
    return str(key) if isinstance(key, (int, float)) else f"<{type(key).__name__}>"


def _natural(path: tuple) -> list[tuple]:
    """Sorts numbers as numbers, and before names."""
    return [(0, key, "") if isinstance(key, (int, float)) else (1, 0, _spell(key)) for key in path]


def _array(value: Any, name: str) -> np.ndarray:
    array = value.array
    if array.nbytes > _EXPANDED and array.size > len(getattr(value, "_storage", value)):
        raise ExportError(f"{name} is a view of {array.size} elements on a storage of {len(value._storage)}: too large")
    return np.ascontiguousarray(backend.to_host(array))

"""Gathers parameters in one storage (nn.Module.flatten, getParameters)."""

from __future__ import annotations

from typing import Any

from .. import backend
from ..errors import TorchError
from ..tensor import Tensor


def flatten(parameters: Any) -> Any:
    """Moves all parameter tensors into one new storage and returns it as a flat tensor.

    Tensors that shared memory still do: the flat tensor has each of their elements once, storage
    by storage in the order of first use, without the elements that no parameter sees.
    """
    tensors = list(dict.fromkeys(parameters.array_values())) if parameters is not None else []
    if not tensors:
        return Tensor()
    kind = type(tensors[0])
    xp = backend.array_module(kind.dtype.cuda)
    starts, total, storages = _lay_out(tensors)
    if any(type(t) is not kind for t in tensors):
        raise TorchError("getParameters needs parameters of one type")
    flat = kind.empty((total,)) if total else kind()
    for storage in storages:
        flat.array[starts[storage] : starts[storage] + len(storage)] = storage.array
    used = xp.zeros(total, bool)
    for t in tensors:
        _seen(kind, used, t, starts).fill(True)
    places = None
    if not bool(used.all()):
        _check_compact(tensors)
        places = xp.cumsum(used) - 1
        flat = kind.wrap(xp.ascontiguousarray(flat.array[used]))
    for t in tensors:
        offset = t._offset + starts[t._storage]
        t._reshape(flat._storage, offset if places is None else int(places[offset]), t._size, t._stride)
    return flat


def _lay_out(tensors: list) -> tuple[dict, int, list]:
    starts: dict[Any, int] = {}
    total, storages = 0, []
    for t in tensors:
        if t._storage not in starts:
            starts[t._storage] = total
            total += len(t._storage)
            storages.append(t._storage)
    return starts, total, storages


def _seen(kind: Any, used: Any, t: Any, starts: dict) -> Any:
    return backend.ndarray_view(used, used.dtype, t._offset + starts[t._storage], t._size, t._stride)


def _check_compact(tensors: list) -> None:
    """Removing unused elements must not tear a tensor apart: each must fill a stretch without holes."""
    for t in tensors:
        step = 1
        for stride, size in sorted((s, n) for n, s in zip(t._size, t._stride) if s > 0 and n > 1):
            if stride != step:
                raise TorchError("Cannot gather tensors that are not compact")
            step *= size

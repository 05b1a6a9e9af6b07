"""Random object graphs for property tests, and a comparison that respects sharing."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from hypothesis import strategies as st

from runtime.dtypes import DTYPES
from runtime.objects import LuaFunction, UnknownObject
from runtime.storage import Storage, storage_type
from runtime.table import Table
from runtime.tensor import TENSORS
from runtime.tensor.core import TensorCore, contiguous_strides

_NAMES = sorted(DTYPES)
_TEXT = st.text(st.characters(max_codepoint=255), max_size=12)
_SCALARS = st.one_of(
    st.none(), st.booleans(), st.floats(), st.integers(-(2**53), 2**53), _TEXT, st.sampled_from([-0.0, 0, 1e300, 2.5])
)
_KEYS = st.one_of(st.booleans(), st.floats(allow_nan=False), st.integers(-9, 9), _TEXT)


@st.composite
def storages(draw: Any, max_size: int = 24) -> Storage:
    """A storage of any type with random bits."""
    dtype = DTYPES[draw(st.sampled_from(_NAMES))]
    n = draw(st.integers(0, max_size))
    raw = draw(st.binary(min_size=n * dtype.numpy.itemsize, max_size=n * dtype.numpy.itemsize))
    array = np.frombuffer(raw, dtype.numpy).copy()
    if array.dtype.kind == "f":
        array[np.isnan(array)] = np.nan  # text has no room for payloads
    return storage_type(dtype).wrap(array)


@st.composite
def tensors(draw: Any) -> TensorCore:
    """A tensor on a random part of a storage: contiguous, transposed, with gaps or expanded."""
    storage = draw(storages())
    room = len(storage)
    shape = tuple(draw(st.lists(st.integers(1, 3), max_size=3)))
    dense = contiguous_strides(shape)
    stride = draw(st.sampled_from([dense, dense[::-1], (0,) * len(shape)]))
    last = sum((n - 1) * s for n, s in zip(shape, stride))
    if not shape or last >= room:
        shape = stride = ()
        last = 0
    offset = draw(st.integers(0, max(0, room - last - 1)))
    return TENSORS[storage.dtype.name].make(storage, offset, shape, stride)


@st.composite
def graphs(draw: Any) -> Table:
    """A table of everything, with references among its parts, cycles included."""
    root = Table()
    nodes: list[Any] = [root]
    for _ in range(draw(st.integers(0, 14))):
        parent = nodes[draw(st.integers(0, len(nodes) - 1))]
        kind = draw(st.integers(0, 9))
        value: Any
        if kind <= 2:
            value = draw(_SCALARS)
        elif kind == 3:
            value = draw(tensors())
        elif kind == 4:
            value = draw(storages())
        elif kind == 5:
            value = LuaFunction(draw(st.sampled_from([7, 8])), draw(st.binary(max_size=9)), Table())
            nodes.append(value.upvalues)
        elif kind == 6:
            value = UnknownObject(draw(st.sampled_from(["a.B", "Unheard", "x"])), draw(st.integers(0, 3)))
            nodes.append(value)
        elif kind == 7:
            value = nodes[draw(st.integers(0, len(nodes) - 1))]
        else:
            value = Table()
            nodes.append(value)
        if isinstance(parent, UnknownObject):
            vars(parent)[draw(_TEXT)] = value
        else:
            parent[draw(_KEYS)] = value
    return root


def assert_same(a: Any, b: Any, *, exact: bool = True) -> None:
    """Both graphs hold equal values in the same order, shared alike; `exact` compares bits."""
    pairs: dict[int, Any] = {}
    back: dict[int, Any] = {}
    todo = [(a, b, "root")]
    while todo:
        x, y, path = todo.pop()
        if isinstance(x, float) or isinstance(y, float):
            assert x == y or (x != x and y != y), path
            assert math.copysign(1, x) == math.copysign(1, y), path
            continue
        assert type(x) is type(y), path
        if isinstance(x, (type(None), bool, int, str, bytes)):
            assert x == y, path
            continue
        if id(x) in pairs or id(y) in back:
            assert pairs.get(id(x)) is y and back.get(id(y)) is x, f"{path}: shared differently"
            continue
        pairs[id(x)], back[id(y)] = y, x
        todo.extend(_parts(x, y, path))


def _parts(x: Any, y: Any, path: str) -> list[tuple[Any, Any, str]]:
    if isinstance(x, TensorCore):
        assert (x._size, x._stride, x._offset) == (y._size, y._stride, y._offset), path
        # a storage without elements may be nil in the file
        return [(x._storage, y._storage, f"{path}.storage")] if len(x._storage) else []
    if isinstance(x, Storage):
        bits = f"u{x.array.itemsize}"
        assert np.array_equal(np.asarray(x.array).view(bits), np.asarray(y.array).view(bits)), path
        return []
    if isinstance(x, LuaFunction):
        assert (x.tag, x.code) == (y.tag, y.code), path
        return [(x.upvalues, y.upvalues, f"{path}.upvalues")]
    if isinstance(x, UnknownObject):
        assert (x._typename, x.version) == (y._typename, y.version), path
        one, two = [(k, v) for k, v in vars(x).items() if v is not None], list(vars(y).items())
    else:
        one, two = x.items(), y.items()
    assert [k for k, _ in one] == [k for k, _ in two], path
    return [(v, w, f"{path}.{k}") for (k, v), (_, w) in zip(one, two)]

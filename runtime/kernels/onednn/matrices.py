"""Products of float32 matrices of sizes that come again: a kernel made for them, faster than sgemm if they are small.

A kernel takes half a millisecond to make. Every function returns whether oneDNN did the work.
"""

from __future__ import annotations

import functools
import weakref
from typing import Any

import numpy as np

from .. import gemm
from .layout import Layout, address
from .library import Library, available, clear_with_primitives, kept
from .making import descriptors, fast, post_ops, primitive_or_none
from .primitive import BIAS, DST, SRC, WEIGHTS, Primitive

MOST_CALLS = 4096
_FORWARD, _BY_INPUT, _BY_WEIGHT = range(3)
_FLOAT32 = np.dtype(np.float32)
_SAME_TYPE = 0  # dnnl_data_type_undef: the sum has the type of the result


def forward(x: Any, weight: Any, bias: Any, out: Any) -> bool:
    """out = x * weight^T + bias (a vector, or None)."""
    return _again(_FORWARD, x, weight, out, bias) or _first(_FORWARD, x, weight.T, out, bias, (x, weight, out, bias))


def by_input(gradient: Any, weight: Any, out: Any) -> bool:
    """out = gradient * weight."""
    arrays = gradient, weight, out, None
    return _again(_BY_INPUT, *arrays) or _first(_BY_INPUT, gradient, weight, out, None, arrays)


def by_weight(gradient: Any, x: Any, out: Any) -> bool:
    """out += gradient^T * x."""
    arrays = gradient, x, out, None
    return _again(_BY_WEIGHT, *arrays) or _first(_BY_WEIGHT, gradient.T, x, out, None, arrays)


class _Calls:
    """Products that were done before, by the arrays that they are of, which they do not keep alive."""

    def __init__(self) -> None:
        self.cache_clear()

    def cache_clear(self) -> None:
        self._known: dict[Any, tuple[Any, ...]] = {}

    def find(self, kind: int, a: Any, b: Any, out: Any, bias: Any) -> tuple[Primitive, tuple[int, ...]] | None:
        """The primitive and the addresses for just these arrays."""
        known = self._known.get((kind, id(a), id(b), id(out), id(bias)))
        if known is None:
            return None
        primitive, addresses, is_a, is_b, is_out, is_bias = known
        if is_a() is a and is_b() is b and is_out() is out and (bias is None or is_bias() is bias):
            return primitive, addresses
        return None

    def keep(self, kind: int, arrays: tuple[Any, ...], primitive: Primitive, addresses: tuple[int, ...]) -> None:
        if len(self._known) >= MOST_CALLS:
            self._forget()
        references = [None if array is None else weakref.ref(array) for array in arrays]
        key = (kind, *map(id, arrays))
        self._known[key] = (primitive, addresses, *references)

    def _forget(self) -> None:
        """Drops calls whose arrays are gone, such as inputs made for one step; all, if these were not many."""
        known = list(self._known.items())
        alive = {key: call for key, call in known if all(r is None or r() is not None for r in call[2:])}
        self._known = alive if len(alive) < MOST_CALLS * 3 // 4 else {}


_calls = _Calls()
clear_with_primitives(_calls)


def _again(kind: int, a: Any, b: Any, out: Any, bias: Any) -> bool:
    """A product of the very same arrays, if it was done before: all that is known about them holds."""
    found = _calls.find(kind, a, b, out, bias)
    if found is None or not (out.flags.writeable and available()):
        return False
    found[0](*found[1])
    return True


def _first(kind: int, a: Any, b: Any, out: Any, bias: Any, arrays: tuple[Any, ...]) -> bool:
    found = _prepare(a, b, out, bias, kind == _BY_WEIGHT)
    if found is None:
        return False
    found[0](*found[1])
    _calls.keep(kind, arrays, *found)
    return True


def product(a: Any, b: Any, out: Any, bias: Any = None, add: bool = False) -> bool:
    """out = a * b + bias (a vector, for each row), or out += a * b. Returns whether oneDNN did it."""
    found = _prepare(a, b, out, bias, add)
    if found is None:
        return False
    found[0](*found[1])
    return True


def _prepare(a: Any, b: Any, out: Any, bias: Any, add: bool) -> tuple[Primitive, tuple[int, ...]] | None:
    """The primitive for such arrays, and their addresses."""
    if not _may_be(a, b, out, bias):
        return None
    primitive = _primitive(a.shape, a.strides, b.shape, b.strides, out.shape, out.strides, bias is not None, add)
    arrays = (a, b, out) if bias is None else (a, b, bias, out)
    return primitive and (primitive, tuple([address(array) for array in arrays]))


def unbound(a: Any, b: Any, out: Any, bias: Any, add: bool, part: int) -> Primitive | None:
    """The primitive of such a product for the thread `part` of several, who binds and executes it by itself.

    See Primitive.places and executions.
    """
    if not _may_be(a, b, out, bias):
        return None
    return _unbound(part, a.shape, a.strides, b.shape, b.strides, out.shape, out.strides, bias is not None, add)


def _may_be(a: Any, b: Any, out: Any, bias: Any) -> bool:
    if not (type(a) is type(b) is type(out) is np.ndarray and a.dtype == b.dtype == out.dtype == _FLOAT32):
        return False
    return out.flags.writeable and available() and (bias is None or _fits(bias, out))


def _fits(bias: Any, out: Any) -> bool:
    if type(bias) is not np.ndarray or bias.dtype != _FLOAT32:
        return False
    return bias.shape == out.shape[1:] and bias.flags.c_contiguous


def _make(*place: Any, part: int | None = None) -> Primitive | None:
    """None where oneDNN has no fast kernel or cannot have matrices that lie so."""
    *lies, biased, add = place
    layouts = [_layout(*lies[i : i + 2]) for i in (0, 2, 4)]
    a, b, out = layouts
    if a is None or b is None or out is None or out.strides is None or out.strides[1] != 1:
        return None
    if a.shape[1] != b.shape[0] or out.shape != (a.shape[0], b.shape[1]):
        return None
    row = Layout((1, out.shape[1]), (out.shape[1], 1)) if biased else None
    arguments = [(index, own) for index, own in ((SRC, a), (WEIGHTS, b), (BIAS, row), (DST, out)) if own is not None]
    return primitive_or_none(functools.partial(_create, (a, b, row, out), add), arguments, part=part)


_primitive = kept(_make)


@kept
def _unbound(part: int, *place: Any) -> Primitive | None:
    return _make(*place, part=part)


def _create(layouts: tuple[Layout | None, ...], add: bool, library: Library, attributes: Any) -> Any:
    if add:
        with post_ops(library, attributes) as steps:
            library.call("post_ops_append_sum", steps, 1, 0, _SAME_TYPE)
    with descriptors(library, layouts) as made:
        return fast(library, library.make("matmul_primitive_desc_create", library.engine, *made, attributes))


class _Matrix:
    """What gemm.layout needs to know of an array."""

    itemsize = 4

    def __init__(self, shape: tuple[int, ...], strides: tuple[int, ...]) -> None:
        self.shape, self.strides = shape, strides


def _layout(shape: tuple[int, ...], steps: tuple[int, ...]) -> Layout | None:
    """A matrix whose rows or columns lie without gaps; None for others and those without elements."""
    found = gemm.layout(_Matrix(shape, steps)) if len(shape) == 2 and 0 not in shape else None
    if found is None:
        return None
    turned, step = found
    return Layout(shape, (1, step) if turned else (step, 1))

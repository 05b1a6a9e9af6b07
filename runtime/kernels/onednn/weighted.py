"""Weighted sums of two arrays, in one pass over the memory."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import library as _library
from .layout import Layout, address
from .library import Library, available, kept
from .making import descriptors
from .primitive import DST, Primitive

#: Sums of fewer elements numpy has done before the threads have met.
FEWEST = 1 << 14
_ADD, _SCALES = 0x1FFF0, 4096  # dnnl_binary_add, DNNL_ARG_ATTR_SCALES
_OPERANDS = 1, 2  # DNNL_ARG_SRC_0, DNNL_ARG_SRC_1
_FLOAT32 = np.dtype(np.float32)


class _Sum:
    """first * factor + second * factor for vectors of `size`; only used under the lock."""

    def __init__(self, size: int) -> None:
        lies, one = Layout((size,), (1,)), Layout((1,), (1,))

        def create(library: Library, attributes: Any) -> Any:
            for operand in _OPERANDS:
                library.call("primitive_attr_set_scales_mask", attributes, operand, 0)
            with descriptors(library, (lies,)) as (made,):
                return library.make("binary_primitive_desc_create", library.engine, _ADD, made, made, made, attributes)

        scales = [(_SCALES | operand, one) for operand in _OPERANDS]
        self._factors = np.empty(2, np.float32)
        place = address(self._factors)
        self._scales = place, place + 4
        self._primitive = Primitive(create, [*[(operand, lies) for operand in _OPERANDS], (DST, lies), *scales])

    def __call__(self, first: int, factor: float, second: int, weight: float, out: int) -> None:
        self._factors[:] = factor, weight
        self._primitive(first, second, out, *self._scales)


_sum = kept(_Sum)


def blend(out: Any, keep: float, x: Any, factor: float) -> bool:
    """out = keep * out + factor * x, contiguous arrays that are not small. Returns whether oneDNN did it."""
    if not (_plain(out) and _plain(x)) or out.shape != x.shape or out.size < FEWEST or not out.flags.writeable:
        return False
    if not available():
        return False
    place, other = address(out), address(x)
    if 0 < abs(place - other) < out.nbytes:
        return False
    with _library.lock:
        _sum(out.size)(place, keep, other, factor, place)
    return True


def _plain(array: Any) -> bool:
    return type(array) is np.ndarray and array.dtype == _FLOAT32 and array.flags.c_contiguous and array.flags.aligned

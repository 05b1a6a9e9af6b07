"""Maxima of windows of contiguous float32 planes; of equal values the first counts, NaN never."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from .chain import FEWEST, plain
from .layout import address, dense, int64s
from .library import Library, available, kept
from .making import descriptors, fast, primitive_or_none, refuse
from .primitive import DST, SRC, Primitive

_MAXIMUM, _INFERENCE, _TRAINING = 0x1FF, 96, 64  # dnnl_pooling_max, dnnl_forward_...
_WORKSPACE, _WORKSPACE_LAYOUT, _UNSIGNED_BYTE = 64, 135, 6  # DNNL_ARG_..., dnnl_query_..., dnnl_u8
_FLOAT32 = np.dtype(np.float32)
MOST_SPATIAL = 3


class Bytes(NamedTuple):
    """Unsigned bytes, one after the other."""

    shape: tuple[int, ...]

    def descriptor(self, library: Library) -> Any:
        count, dims, strides = len(self.shape), int64s(self.shape), int64s(dense(self.shape))
        return library.make("memory_desc_create_with_strides", count, dims, _UNSIGNED_BYTE, strides)


def maxima(x: Any, out: Any, axes: Sequence[Any], which: Any = None) -> bool:
    """out[p, *o] = the maximum of window o of plane p; the lowest finite number where there is none.

    `which`, if given (bytes), gets the number of the element in the window, row by row. Returns whether oneDNN did it.
    """
    if x.size < FEWEST or len(axes) > MOST_SPATIAL or not available():
        return False
    for array in (x, out):
        if type(array) is not np.ndarray or array.dtype != _FLOAT32 or not array.flags.c_contiguous:
            return False
    window = tuple([(a.kernel, a.stride, a.dilation - 1, a.pad, _behind(a)) for a in axes])
    primitive = _primitive(x.shape, out.shape, window, which is not None)
    if primitive is None:
        return False
    primitive(*[address(array) for array in (x, out, which) if array is not None])
    return True


def _behind(axis: Any) -> int:
    """Padding behind the image: what the last window needs."""
    return max(0, (axis.out - 1) * axis.stride + axis.extent - axis.size - axis.pad)


@kept
def _primitive(shape: tuple[int, ...], out: tuple[int, ...], window: tuple, training: bool) -> Primitive | None:
    """None where oneDNN has no such kernel, or another idea of where a maximum is noted."""
    ends = plain((1, *shape)), plain((1, *out))
    which = Bytes((1, *out))

    def create(library: Library, attributes: Any) -> Any:
        kernel, stride, dilation, before, behind = [int64s(values) for values in zip(*window)]
        with descriptors(library, (*ends, which)) as made:
            name, kind = "pooling_forward_primitive_desc_create", _TRAINING if training else _INFERENCE
            what = stride, kernel, dilation, before, behind
            descriptor = fast(library, library.make(name, library.engine, kind, _MAXIMUM, *made[:2], *what, attributes))
            noted = library.query(descriptor, _WORKSPACE_LAYOUT) if training else made[2]
            if noted is None or not library.equal(noted, made[2]):
                refuse(library, descriptor)
            return descriptor

    layouts: list[Any] = [(SRC, ends[0]), (DST, ends[1])]
    return primitive_or_none(create, layouts + [(_WORKSPACE, which)] * training)

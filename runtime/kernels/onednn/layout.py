"""How elements lie in memory: oneDNN's memory descriptors."""

from __future__ import annotations

import ctypes
from typing import Any, NamedTuple

import numpy as np

from .library import Library

FLOAT32 = 3  # dnnl_f32
ANY = 1  # dnnl_format_tag_any: the primitive chooses
MOST_DIMENSIONS = 12


def int64s(values: Any) -> Any:
    """A dnnl_dims_t."""
    return (ctypes.c_int64 * MOST_DIMENSIONS)(*values)


class Layout(NamedTuple):
    """Sizes, and strides in elements; without strides oneDNN chooses the layout that suits it."""

    shape: tuple[int, ...]
    strides: tuple[int, ...] | None = None

    def descriptor(self, library: Library) -> Any:
        """A new memory descriptor of float32 elements."""
        count, dims = len(self.shape), int64s(self.shape)
        if self.strides is None:
            return library.make("memory_desc_create_with_tag", count, dims, FLOAT32, ANY)
        return library.make("memory_desc_create_with_strides", count, dims, FLOAT32, int64s(self.strides))

    @property
    def any(self) -> Layout:
        """The same sizes in whatever layout."""
        return Layout(self.shape)


def layout(array: Any) -> Layout | None:
    """The layout of an array; None where oneDNN cannot have it.

    That is another type, no elements, steps backwards or of 0, elements that lie in several places (unfold's).
    """
    if type(array) is not np.ndarray or array.dtype != np.float32 or not array.size:
        return None
    if array.flags.c_contiguous:
        strides, step = [0] * array.ndim, 1
        for d in range(array.ndim - 1, -1, -1):  # numpy's own say anything for dimensions of 1
            strides[d] = step
            step *= array.shape[d]
        return Layout(array.shape, tuple(strides))
    extent = 4  # bytes that the axes so far cover
    for step, size in sorted(zip(array.strides, array.shape)):
        if size > 1:
            if step < extent or step % 4:
                return None
            extent = step * size
    return Layout(array.shape, tuple(max(1, step // 4) for step in array.strides))


def address(array: Any) -> int:
    """Where the elements of an array begin."""
    return array.__array_interface__["data"][0]

"""How elements lie in memory: oneDNN's memory descriptors."""

from __future__ import annotations

import ctypes
from typing import Any, NamedTuple

import numpy as np

from .library import Library

FLOAT32 = 3  # dnnl_f32
ANY = 1  # dnnl_format_tag_any: the primitive chooses
BLOCKS_OF_16 = {3: 56, 4: 78, 5: 121}  # dnnl_aBc16b, dnnl_aBcd16b, dnnl_aBcde16b
MOST_DIMENSIONS = 12
_FLOAT32 = np.dtype(np.float32)


def int64s(values: Any) -> Any:
    """A dnnl_dims_t."""
    return (ctypes.c_int64 * MOST_DIMENSIONS)(*values)


class Layout(NamedTuple):
    """Sizes, and strides in elements; without strides elements lie as the tag says, by default as suits oneDNN."""

    shape: tuple[int, ...]
    strides: tuple[int, ...] | None = None
    tag: int = ANY

    def descriptor(self, library: Library) -> Any:
        """A new memory descriptor of float32 elements."""
        count, dims = len(self.shape), int64s(self.shape)
        if self.strides is None:
            return library.make("memory_desc_create_with_tag", count, dims, FLOAT32, self.tag)
        return library.make("memory_desc_create_with_strides", count, dims, FLOAT32, int64s(self.strides))

    @property
    def any(self) -> Layout:
        """The same sizes in whatever layout."""
        return Layout(self.shape)

    @property
    def plain(self) -> Layout:
        """The same sizes, one element after the other."""
        return Layout(self.shape, dense(self.shape))

    @property
    def blocked(self) -> Layout:
        """The same sizes (samples, planes, ...), each place's planes in blocks of 16."""
        return Layout(self.shape, None, BLOCKS_OF_16[len(self.shape)])


def dense(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Strides, in elements, without gaps."""
    strides, step = [0] * len(shape), 1
    for d in range(len(shape) - 1, -1, -1):
        strides[d] = step
        step *= shape[d]
    return tuple(strides)


def layout(array: Any) -> Layout | None:
    """The layout of an array; None where oneDNN cannot have it.

    That is another type, no elements, steps backwards or of 0, elements that lie in several places (unfold's).
    """
    place = lies(array)
    return None if place is None else layout_of(*place)


def lies(array: Any) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Sizes, and strides in bytes: what `layout_of` needs to know; None for elements of another type."""
    if type(array) is not np.ndarray or array.dtype != _FLOAT32:
        return None
    return array.shape, array.strides


def layout_of(shape: tuple[int, ...], steps: tuple[int, ...]) -> Layout | None:
    """The layout of float32 elements; None where oneDNN cannot have it."""
    if 0 in shape:
        return None
    strides = dense(shape)
    if all(size == 1 or step == 4 * stride for size, step, stride in zip(shape, steps, strides)):
        return Layout(shape, strides)  # numpy's own say anything for dimensions of 1
    extent = 4  # bytes that the axes so far cover
    for step, size in sorted(zip(steps, shape)):
        if size > 1:
            if step < extent or step % 4:
                return None
            extent = step * size
    return Layout(shape, tuple([max(1, step // 4) for step in steps]))


def address(array: Any) -> int:
    """Where the elements of an array begin."""
    if array.flags.carray and array.size:  # the faster way
        return ctypes.addressof(ctypes.c_char.from_buffer(array))
    return array.__array_interface__["data"][0]

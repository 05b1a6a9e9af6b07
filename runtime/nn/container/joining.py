"""Outputs of several modules side by side along one dimension (nn.Concat, nn.Parallel)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import argument_error
from ...storage import LongStorage
from ..table.arrays import assign


def join(arrays: list, dimension: int, module: Any, size_field: str) -> None:
    """Puts the arrays along `dimension` (from 1) into the module's output.

    `size_field` of the module is a LongStorage with the sizes of the output.
    """
    axis, shape = dimension - 1, arrays[0].shape
    if not 0 <= axis < len(shape):
        raise argument_error(2, "out of range")
    front, back = shape[:axis], shape[axis + 1 :]
    shape = (*front, sum([a.shape[axis] for a in arrays]), *back)
    note_size(module, size_field, shape)
    output = module.output.resize_array(shape)
    if all([a.shape[:axis] == front and a.shape[axis + 1 :] == back for a in arrays]):  # noqa: C419 (faster)
        np.concatenate(arrays, axis=axis, out=output)
        return
    start = 0
    for a in arrays:
        end = start + a.shape[axis]
        assign(output[(slice(None),) * axis + (slice(start, end),)], a)
        start = end


def note_size(module: Any, field: str, shape: tuple[int, ...]) -> None:
    """Puts the sizes of a new output into a field, as a LongStorage."""
    if getattr(module, field) is None or module.output._size != shape:
        setattr(module, field, LongStorage(list(shape)))


def windows(modules: list, dimension: int, gradOutput: Any) -> list:
    """The part of gradOutput along `dimension` that belongs to each module."""
    offset, parts = 1, []
    for module in modules:
        length = module.output._size[dimension - 1]
        parts.append(gradOutput.narrow(dimension, offset, length))
        offset += length
    return parts

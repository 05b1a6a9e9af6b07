"""Which dimension a reducing layer means."""

from __future__ import annotations

from typing import Any


def positive_dimension(module: Any, input: Any) -> int:
    """`module.dimension` for this input, from 1: negative ones count from the end, a batch adds one."""
    ndim, dimension = len(input._size), int(module.dimension)
    if dimension < 0:
        return ndim + dimension + 1
    if module.nInputDims and ndim == module.nInputDims + 1:
        return dimension + 1
    return dimension

"""Padding with a constant: which part of the input goes to which part of the output."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ....errors import TorchError


def padded_size(size: tuple[int, ...], pads: Mapping[int, tuple[int, int]]) -> tuple[int, ...]:
    """The size after padding; each must stay above 0."""
    padded = list(size)
    for dim, (before, after) in pads.items():
        padded[dim] += before + after
        if padded[dim] < 1:
            raise TorchError("input is too small")
    return tuple(padded)


def inner_parts(inner: Any, outer: Any, pads: Mapping[int, tuple[int, int]]) -> tuple[Any, Any]:
    """The parts of `inner` and `outer` that correspond, where `outer` is `inner` padded.

    `pads` gives (before, after) by dimension; negative padding crops.
    """
    for dim, (before, after) in pads.items():
        inner = _cut(inner, dim, max(0, -before), max(0, -after))
        outer = _cut(outer, dim, max(0, before), max(0, after))
    return inner, outer


def _cut(array: Any, dim: int, before: int, after: int) -> Any:
    if before == 0 and after == 0:
        return array
    dim %= array.ndim
    return array[(slice(None),) * dim + (slice(before, array.shape[dim] - after),)]

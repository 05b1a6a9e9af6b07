"""Padding by copies of the image itself: index maps and their application along one dimension."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ....backend import get_array_module
from .blocks import over_planes


def replicated(size: int, before: int, after: int) -> np.ndarray:
    """Source positions where the border is repeated; negative padding crops."""
    return _shifted(np.clip(np.arange(size + before + after), before, size + before - 1), before)


def reflected(size: int, before: int, after: int) -> np.ndarray:
    """Source positions where the image is mirrored at its border; negative padding crops."""
    at, end = np.arange(size + before + after), size + before
    place = np.where(at < before, 2 * before - at, np.where(at >= end, 2 * (end - 1) - at, at))
    return _shifted(place, before)


def _shifted(place: np.ndarray, before: int) -> np.ndarray:
    return place - max(before, 0) + max(-before, 0)


def _runs(places: np.ndarray) -> Iterator[tuple[slice, slice | int]]:
    """The map cut into (target, source) slices: steps of 1, of -1, or one repeated position."""
    start, n = 0, len(places)
    while start < n:
        step = int(places[start + 1] - places[start]) if start + 1 < n else 1
        step = step if step in (-1, 0, 1) else 1
        stop = start + 1
        while stop < n and places[stop] - places[stop - 1] == step:
            stop += 1
        first, last = int(places[start]), int(places[stop - 1])
        if step == 0:
            yield slice(start, stop), first
        elif step == 1:
            yield slice(start, stop), slice(first, last + 1)
        else:
            yield slice(start, stop), slice(first, last - 1 if last > 0 else None, -1)
        start = stop


def gather(x: Any, out: Any, maps: list[np.ndarray]) -> None:
    """out[p, i, j] = x[p, maps[0][i], maps[1][j]]; x is (planes, *sizes)."""
    over_planes(lambda first, last: _gather(x[first:last], out[first:last], maps), out)


def _gather(x: Any, out: Any, maps: list[np.ndarray]) -> None:
    for d in reversed(range(len(maps))):
        dim = d - len(maps)
        if d == 0:
            target = out
        else:
            shape = list(x.shape)
            shape[dim] = len(maps[d])
            target = get_array_module(x).empty(shape, x.dtype)
        for to, source in _runs(maps[d]):
            value = _along(x, dim, source)
            _along(target, dim, to)[...] = value if isinstance(source, slice) else np.expand_dims(value, dim)
        x = target


def _along(x: Any, dim: int, index: Any) -> Any:
    return x[(Ellipsis, index) + (slice(None),) * (-dim - 1)]


def scatter(gradient: Any, out: Any, maps: list[np.ndarray]) -> None:
    """The transpose of gather; `out` is overwritten."""
    over_planes(lambda first, last: _scatter(gradient[first:last], out[first:last], maps), out)


def _scatter(gradient: Any, out: Any, maps: list[np.ndarray]) -> None:
    for d in range(len(maps)):
        dim = d - len(maps)
        if d == len(maps) - 1:
            target = out
        else:
            shape = list(gradient.shape)
            shape[dim] = out.shape[dim]
            target = get_array_module(gradient).empty(shape, gradient.dtype)
        target.fill(0)
        for source, to in _runs(maps[d]):
            value = _along(gradient, dim, source)
            part = _along(target, dim, to)
            part += value if isinstance(to, slice) else value.sum(axis=dim)
        gradient = target

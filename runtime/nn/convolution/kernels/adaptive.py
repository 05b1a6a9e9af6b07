"""Poolings whose windows divide the input into a wanted number of parts. Arrays are (planes, H, W)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ....backend import get_array_module


def bounds(size: int, parts: int, exact: bool) -> list[tuple[int, int]]:
    """Start and stop of each part: from floor(i * size / parts) to ceil((i + 1) * size / parts).

    Torch computes in float32; the max pooling (not `exact`) divides before it multiplies.
    """
    i, one = np.arange(parts + 1, dtype=np.float32), np.float32(1)
    edges = i * np.float32(size) / np.float32(parts) if exact else i / np.float32(parts) * (one * np.float32(size))
    starts, stops = np.floor(edges[:-1]).astype(int), np.ceil(edges[1:]).astype(int)
    return [(int(a), min(int(b), size)) for a, b in zip(starts, stops)]


def means(x: Any, out: Any) -> None:
    """out[p, i, j] = the mean over part (i, j) of plane p."""
    rows = _row_sums(x, bounds(x.shape[1], out.shape[1], True))
    for j, (start, stop) in enumerate(bounds(x.shape[2], out.shape[2], True)):
        np.divide(rows[:, :, start:stop].sum(axis=2), stop - start, out=out[:, :, j])


def _row_sums(x: Any, parts: list[tuple[int, int]]) -> Any:
    xp = get_array_module(x)
    rows = xp.empty((len(x), len(parts), x.shape[2]), x.dtype)
    for i, (start, stop) in enumerate(parts):
        np.divide(x[:, start:stop].sum(axis=1), stop - start, out=rows[:, i])
    return rows


def means_back(gradient: Any, out: Any) -> None:
    """The transpose of means; `out` is overwritten."""
    xp = get_array_module(out)
    columns = xp.zeros((*gradient.shape[:2], out.shape[2]), out.dtype)
    for j, (start, stop) in enumerate(bounds(out.shape[2], gradient.shape[2], True)):
        columns[:, :, start:stop] += gradient[:, :, j : j + 1] / out.dtype.type(stop - start)
    out.fill(0)
    for i, (start, stop) in enumerate(bounds(out.shape[1], gradient.shape[1], True)):
        out[:, start:stop] += columns[:, i : i + 1] / out.dtype.type(stop - start)


def maxima(x: Any, out: Any, places: Any) -> None:
    """out[p, i, j] = the maximum of part (i, j); places[0] and [1]: its column and row in the part, from 1."""
    xp = get_array_module(x)
    columns = bounds(x.shape[2], out.shape[2], False)
    values = xp.empty((*x.shape[:2], len(columns)), x.dtype)
    found = xp.empty(values.shape, np.int64)
    for j, (start, stop) in enumerate(columns):
        part = x[:, :, start:stop]
        found[:, :, j] = part.argmax(axis=2)
        values[:, :, j] = part.max(axis=2)
    for i, (start, stop) in enumerate(bounds(x.shape[1], out.shape[1], False)):
        part = values[:, start:stop]
        row = part.argmax(axis=1)[:, None]
        out[:, i] = xp.take_along_axis(part, row, 1)[:, 0]
        places[1, :, i] = row[:, 0] + 1
        places[0, :, i] = xp.take_along_axis(found[:, start:stop], row, 1)[:, 0] + 1


def maxima_back(gradient: Any, places: Any, out: Any) -> None:
    """Adds each gradient at the place of its maximum; `out` is overwritten."""
    xp = get_array_module(out)
    planes, height, width = out.shape
    out.fill(0)
    flat = out.reshape(-1)
    base = xp.arange(planes) * (height * width)
    columns = bounds(width, gradient.shape[2], False)
    for i, (top, _) in enumerate(bounds(height, gradient.shape[1], False)):
        for j, (left, _) in enumerate(columns):  # parts may overlap: one at a time
            where = base + (places[1, :, i, j] + (top - 1)) * width + places[0, :, i, j] + (left - 1)
            flat[where] += gradient[:, i, j]

"""Bilinear interpolation of images with the corners in place; positions and weights are float32, as in nnx."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import backend


def taps(small: tuple[int, int], large: tuple[int, int], array: Any) -> list[tuple[Any, Any, Any]]:
    """(rows, columns, weights) of the four neighbours in an image of size `small` of each pixel of one of size `large`.

    The weights (large) are of the type of `array`, and all three live where it does.
    """
    xp = backend.get_array_module(array)
    (top, bottom, down), (left, right, across) = [_places(size, wanted) for size, wanted in zip(small, large)]
    found = []
    for rows, i in ((top, 0), (bottom, 1)):
        for columns, j in ((left, 0), (right, 1)):
            weight = down[i][:, None] * across[j]
            found.append((xp.asarray(rows)[:, None], xp.asarray(columns), xp.asarray(weight.astype(array.dtype))))
    return found


def _places(size: int, wanted: int) -> tuple[np.ndarray, np.ndarray, tuple[np.ndarray, np.ndarray]]:
    """For each pixel the two that it lies between, and how much each of these counts."""
    ratio = np.float32(size - 1) / np.float32(wanted - 1) if wanted > 1 else np.float32(0)
    place = ratio * np.arange(wanted, dtype=np.float32)
    low = np.floor(place)
    high = low + np.float32(1)
    return low.astype("i8"), np.minimum(high, size - 1).astype("i8"), (high - place, place - low)

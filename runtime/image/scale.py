"""Pictures in another size (image.scale)."""

from __future__ import annotations

import functools
import re
from typing import Any

import numpy as np

from ..errors import TorchError
from ..tensor.core import TensorCore


def scale(*args: Any) -> Any:
    """scale(src, width, height [, mode]), scale(src, size [, mode]) or scale(dst, src [, mode]); returns the result.

    `size` is 'WxH', a number (the longer side), '^N' (the shorter side), '*F' or '*N/D' (factors). Modes: 'bilinear'
    (interpolates or averages), 'simple' (picks pixels).
    """
    mode = "bilinear"
    if len(args) > 2 and isinstance(args[-1], str):
        *args, mode = args  # type: ignore[assignment]
    if len(args) == 3:
        src, width, height = args
        dst = _like(src, int(height), int(width))
    elif len(args) == 2 and isinstance(args[1], TensorCore):
        dst, src = args
    elif len(args) == 2:
        src = args[0]
        dst = _like(src, *_wanted(src, args[1]))
    else:
        raise TorchError("<image.scale> incorrect arguments")
    if len(src._size) not in (2, 3) or src._size[:-2] != dst._size[:-2]:
        raise TorchError("image.scale: src and dst depths do not match")
    if mode not in _MODES:
        raise TorchError(f"image.scale: mode must be one of: {' | '.join(sorted(_MODES))}")
    dst.array[...] = _MODES[mode](src.array, *dst._size[-2:])
    return dst


def _like(src: Any, height: int, width: int) -> Any:
    return type(src).empty((*src._size[:-2], max(height, 1), max(width, 1)))


def _wanted(src: Any, size: Any) -> tuple[int, int]:
    """Height and width that a size spells."""
    height, width = src._size[-2:]
    text = str(size)
    number = r"\d+(?:\.\d+)?"
    if found := re.fullmatch(r"(\d+)x(\d+)", text):
        return int(found[2]), int(found[1])
    if found := re.fullmatch(number, text):
        factor = float(text) / max(height, width)
    elif found := re.fullmatch(r"\^(\d+)", text):
        factor = float(found[1]) / min(height, width)
    elif found := re.fullmatch(rf"\*({number})(?:/({number}))?", text):
        factor = float(found[1]) / float(found[2] or 1)
    else:
        raise TorchError("<image.scale> could not find valid dest size")
    return int(height * factor), int(width * factor)


def bilinear(planes: Any, height: int, width: int) -> Any:
    """Rows first, then columns: interpolated when they grow, averaged when they shrink."""
    wide = _rounded(_resampled(planes, width), planes.dtype)
    return _rounded(_resampled(wide.swapaxes(-1, -2), height), planes.dtype).swapaxes(-1, -2)


def simple(planes: Any, height: int, width: int) -> Any:
    rows, columns = planes.shape[-2:]
    down = (np.arange(height) * np.float32(rows / height)).astype("i8")
    across = (np.arange(width) * np.float32(columns / width)).astype("i8")
    return planes[..., down[:, None], across]


_MODES = {"bilinear": bilinear, "simple": simple}


def _rounded(values: Any, kind: Any) -> Any:
    return values if kind.kind == "f" else np.clip(values + 0.5, 0, 255).astype(kind)


def _resampled(values: Any, count: int) -> Any:
    """The last axis with `count` elements."""
    length = values.shape[-1]
    if count == length:
        return values
    working = values if values.dtype.kind == "f" else values.astype("f4")
    if count < length:
        return working @ _averages(length, count).astype(working.dtype).T
    first, share = _between(length, count)
    second = np.minimum(first + 1, length - 1)
    result = (1 - share) * working[..., first] + share * working[..., second]
    result[..., -1] = working[..., -1]
    return result


@functools.lru_cache(64)
def _between(length: int, count: int) -> tuple[Any, Any]:
    """For each of `count` places: the element before it, and how far it is from there to the next."""
    place = np.arange(count).astype("f4") * np.float32(np.float32(length - 1) / np.float32(count - 1))
    first = np.minimum(place.astype("i8"), length - 1)
    return first, place - first.astype("f4")


@functools.lru_cache(64)
def _averages(length: int, count: int) -> Any:
    """Weights of the `length` elements in each of `count` means."""
    ends = np.arange(count + 1).astype("f4") * np.float32(np.float32(length) / np.float32(count))
    whole = ends.astype("i8")
    part = ends - whole.astype("f4")
    weights = np.zeros((count, length), "f4")
    for i in range(count):
        weights[i, whole[i] : whole[i + 1]] = 1
        weights[i, whole[i]] -= part[i]
        if whole[i + 1] < length:
            weights[i, whole[i + 1]] += part[i + 1]
    return weights / weights.sum(1, keepdims=True)

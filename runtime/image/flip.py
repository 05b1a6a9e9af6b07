"""Mirrored pictures (image.hflip, image.vflip)."""

from __future__ import annotations

from typing import Any


def _flipped(args: tuple, axis: int) -> Any:
    dst, src = args if len(args) == 2 else (type(args[0])(), args[0])
    turned = src.array[..., ::-1] if axis == -1 else src.array[..., ::-1, :]
    dst.resize_array(src._size)[...] = turned.copy()
    return dst


def hflip(*args: Any) -> Any:
    """hflip([dst,] src): left becomes right."""
    return _flipped(args, -1)


def vflip(*args: Any) -> Any:
    """vflip([dst,] src): top becomes bottom."""
    return _flipped(args, -2)

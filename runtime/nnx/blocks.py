"""Images cut into equal blocks, along axes 1 and 2 of an array (before, H, W, ...)."""

from __future__ import annotations

from typing import Any


def _whole(array: Any, height: int, width: int) -> tuple[int, int]:
    """How many whole blocks there are in each direction."""
    return array.shape[1] // height, array.shape[2] // width


def block_sums(x: Any, height: int, width: int) -> Any:
    """Sums of the whole blocks."""
    rows, columns = _whole(x, height, width)
    whole = x[:, : rows * height, : columns * width]
    return whole.reshape(len(x), rows, height, columns, width, *x.shape[3:]).sum((2, 4))


def repeat_blocks(x: Any, height: int, width: int, out: Any) -> None:
    """Writes each element of x into its block of `out`; blocks may be cut off at the right and bottom."""
    for dy in range(height):
        for dx in range(width):
            target = out[:, dy::height, dx::width]
            target = target[:, : x.shape[1], : x.shape[2]]
            target[...] = x[:, : target.shape[1], : target.shape[2]]


def padded_block_sums(x: Any, height: int, width: int, out: Any) -> None:
    """Adds to each element of `out` the sum of its block of x, which may be cut off at the right and bottom."""
    for dy in range(height):
        for dx in range(width):
            part = x[:, dy::height, dx::width]
            out[:, : part.shape[1], : part.shape[2]] += part

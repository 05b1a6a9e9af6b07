"""Parts of pictures (image.crop)."""

from __future__ import annotations

from typing import Any

from ..errors import TorchError
from .scale import scale


def crop(*args: Any) -> Any:
    """crop([dst,] src, x1, y1, x2, y2), crop([dst,] src, format, width, height) or crop(dst, src, x1, y1).

    Positions count from 0 and the end is not included; formats are 'c', 'tl', 'tr', 'bl' and 'br' (centre and corners).
    A `dst` of another size gets the part scaled.
    """
    position = next((i for i, value in enumerate(args) if isinstance(value, (str, int, float))), 0)
    (dst, src), numbers = ((None, args[0]) if position == 1 else args[:2]), args[position:]
    if position not in (1, 2) or len(numbers) not in (2, 3, 4):
        raise TorchError("<image.crop> incorrect arguments")
    if isinstance(numbers[0], str):
        numbers = _corner(src, *numbers)
    x, y = int(numbers[0]), int(numbers[1])
    if len(numbers) == 2:
        if dst is None:
            raise TorchError("<image.crop> incorrect arguments")
        dst.array[...] = _part(src, x, y, *dst._size[-2:])
        return dst
    part = type(src).wrap(_part(src, x, y, int(numbers[3]) - y, int(numbers[2]) - x).copy())
    return part if dst is None else scale(dst, part)


def _part(src: Any, x: int, y: int, height: int, width: int) -> Any:
    rows, columns = src._size[-2:]
    if x < 0 or y < 0 or height <= 0 or width <= 0 or x + width > columns or y + height > rows:
        raise TorchError("image.crop: crop goes outside bounds of src")
    return src.array[..., y : y + height, x : x + width]


def _corner(src: Any, format: str, width: float, height: float) -> tuple:
    rows, columns = src._size[-2:]
    places = {
        "c": ((columns - width) // 2, (rows - height) // 2),
        "tl": (0, 0),
        "tr": (columns - width, 0),
        "bl": (0, rows - height),
        "br": (columns - width, rows - height),
    }
    if format not in places:
        raise TorchError('crop format must be "c"|"tl"|"tr"|"bl"|"br"')
    x, y = places[format]
    return x, y, x + width, y + height

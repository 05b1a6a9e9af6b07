"""Image files, through Pillow (image.load, image.save, image.getSize)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import TorchError
from ..files import system_name
from ..tensor import TENSORS, from_array
from ..tensor.default import default_type

_FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "ppm": "PPM", "pgm": "PPM"}
_TYPES = {"byte": "Byte", "float": "Float", "double": "Double"}


def pillow() -> Any:
    """The module PIL.Image."""
    try:
        from PIL import Image
    except ImportError:
        raise TorchError("image files need Pillow: pip install luabridge[image]") from None
    return Image


def _opened(filename: str) -> Any:
    path = system_name(filename)
    try:
        return pillow().open(path)
    except FileNotFoundError:
        raise TorchError(f"{filename}: No such file or directory") from None
    except OSError as error:
        raise TorchError(f"image.load: {filename}: {error}") from None


def load(filename: str, depth: int | None = None, tensortype: str | None = None) -> Any:
    """A picture as a tensor of planes, 0..1 (or, as 'byte', 0..255); `depth` 1 or 3 forces grey or colour.

    `tensortype` is 'float', 'double' or 'byte'; the default tensor type unless given.
    """
    kind = TENSORS[_TYPES[tensortype]] if tensortype else default_type()
    with _opened(filename) as picture:
        planes, largest = _planes(picture)
    if kind.dtype.integral:
        planes = (planes >> 8 if largest > 255 else planes).astype("u1")
    else:
        planes = planes.astype(kind.dtype.numpy)
        planes *= 1 / largest
    return from_array(np.ascontiguousarray(_to_depth(planes, depth)))


def _planes(picture: Any) -> tuple[Any, int]:
    """Planes of integers, and what stands for 1."""
    if picture.mode.startswith("I"):
        return np.asarray(picture).astype("u2")[None], 65535
    if picture.mode not in ("L", "LA", "RGB", "RGBA"):
        transparent = picture.mode in ("P", "PA") and "transparency" in picture.info
        picture = picture.convert("L" if picture.mode == "1" else "RGBA" if transparent else "RGB")
    pixels = np.asarray(picture)
    return (pixels[None] if pixels.ndim == 2 else np.moveaxis(pixels, -1, 0)), 255


def _to_depth(planes: Any, depth: int | None) -> Any:
    if depth == 1 and len(planes) >= 3:
        grey = np.tensordot(np.array([0.299, 0.587, 0.114]), planes[:3], 1)
        return grey[None].astype(planes.dtype)
    if depth == 1:
        return planes[:1]
    if depth == 3 and len(planes) == 1:
        return np.repeat(planes, 3, 0)
    return planes[:3] if depth == 3 else planes


def save(filename: str, tensor: Any) -> None:
    """Writes planes (1, 3 or 4, or a matrix) of 0..1, or of bytes, in the format that the suffix names."""
    suffix = filename.rsplit(".", 1)[-1].lower()
    if suffix not in _FORMATS:
        raise TorchError(f"unknown image type: {suffix}")
    planes = tensor.array if len(tensor._size) == 3 else tensor.array[None]
    if len(planes) not in (1, 3, 4):
        raise TorchError("image.save: depth must be 1, 3 or 4")
    if planes.dtype != np.uint8:
        planes = (np.clip(planes.astype("f8"), 0, 1) * 255).astype("u1")  # fractions are cut off, as in Torch
    pixels = planes[0] if len(planes) == 1 else np.ascontiguousarray(np.moveaxis(planes, 0, -1))
    options = {"quality": 75} if _FORMATS[suffix] == "JPEG" else {}
    pillow().fromarray(pixels).save(system_name(filename), _FORMATS[suffix], **options)


def getSize(filename: str) -> Any:
    """Depth, height and width of a picture file, as a LongTensor."""
    with _opened(filename) as picture:
        width, height = picture.size
        return from_array(np.array([len(picture.getbands()), height, width], "i8"))

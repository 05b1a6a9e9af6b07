"""graphicsmagick's Image, through Pillow."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import TorchError
from ..files import system_name
from ..image.files import pillow
from ..registry import register
from ..tensor import TENSORS, from_array
from ..tensor.core import TensorCore

_TYPES = {"byte": "Byte", "float": "Float", "double": "Double"}
_CHANNELS = "RGBAI"


@register("graphicsmagick.Image")
class Image:
    """A picture: ``Image("cat.jpg", 256, 256).size(None, 224).toTensor("float", "RGB", "DHW")``.

    Methods that change it return it. Pillow does the work: enlarging uses bicubic filters (GraphicsMagick: Mitchell).
    """

    __slots__ = ("picture", "path", "__weakref__")

    def __init__(self, path: Any = None, *args: Any) -> None:
        self.picture: Any = None
        self.path = "<>"
        if isinstance(path, TensorCore):
            self.fromTensor(path, *args)
        elif path is not None:
            self.load(path, *args)

    def load(self, path: str, width: float | None = None, height: float | None = None) -> Image:
        """Reads a file; a JPEG may be read smaller, but not below width x height."""
        try:
            with pillow().open(system_name(path)) as picture:
                if width:
                    picture.draft(None, (int(width), int(height or width)))
                self.picture = self._normal(picture)
        except OSError as error:
            raise TorchError(f"magick.Image: error loading image: {path}: {error}") from None
        self.path = path
        return self

    @staticmethod
    def _normal(picture: Any) -> Any:
        """In one of the modes L, RGB and RGBA."""
        if picture.mode in ("L", "RGB", "RGBA"):
            return picture.copy()
        if picture.mode in ("I", "I;16", "I;16B"):
            return pillow().fromarray((np.asarray(picture).astype("u2") >> 8).astype("u1"))
        grey = picture.mode == "1"
        transparent = picture.mode in ("LA", "PA") or "transparency" in picture.info
        return picture.convert("L" if grey else "RGBA" if transparent else "RGB")

    def save(self, path: str, quality: float | None = None) -> Image:
        """Writes a file in the format that its suffix names; `quality` of JPEGs is 85."""
        self.picture.save(system_name(path), quality=int(quality or 85))
        return self

    def clone(self) -> Image:
        copy = Image()
        copy.picture, copy.path = self.picture.copy(), self.path
        return copy

    def size(self, width: float | None = None, height: float | None = None, filter: str | None = None) -> Any:
        """(width, height); or resizes: to width x height, to a longer side `width`, or to a shorter side `height`."""
        across, down = self.picture.size
        if not width and not height:
            return across, down
        if not height or not width:
            box = float(width or height or 0)
            by_width = across < down if not width else across > down
            width, height = (box, box * down / across) if by_width else (box * across / down, box)
        target = max(int(width), 1), max(int(height), 1)
        if target != (across, down):
            kinds = pillow().Resampling
            grows = target[0] * target[1] > across * down
            self.picture = self.picture.resize(target, kinds.BICUBIC if grows else kinds.LANCZOS)
        return self

    def crop(self, w: float, h: float, x: float, y: float) -> Image:
        """The part of size w x h at (x, y), as far as it lies inside."""
        across, down = self.picture.size
        left, top = int(x), int(y)
        if not (0 <= left < across and 0 <= top < down):
            raise TorchError("magick.Image: crop lies outside of the image")
        self.picture = self.picture.crop((left, top, min(left + int(w), across), min(top + int(h), down)))
        return self

    def flip(self) -> Image:
        """Top becomes bottom."""
        self.picture = self.picture.transpose(pillow().Transpose.FLIP_TOP_BOTTOM)
        return self

    def flop(self) -> Image:
        """Left becomes right."""
        self.picture = self.picture.transpose(pillow().Transpose.FLIP_LEFT_RIGHT)
        return self

    def toTensor(
        self, dataType: str | None = None, colorspace: str | None = None, dims: str | None = None, nocopy: Any = None
    ) -> Any:
        """A tensor height x width x channels, or with dims 'DHW' channels first; real numbers are 0..1.

        `dataType` is 'byte', 'float' or 'double'; `colorspace` names the channels: R, G, B, A and I (grey).
        """
        colorspace = colorspace or "RGB"
        if dataType not in (None, *_TYPES):
            raise TorchError(f"magick.Image: unknown data type {dataType}")
        if not set(colorspace) <= set(_CHANNELS):
            raise TorchError(f"magick.Image: channels are R, G, B, A and I, not {colorspace}")
        planes = np.stack([self._channel(letter) for letter in colorspace])
        kind = TENSORS[_TYPES[dataType or "byte"]].dtype
        if not kind.integral:
            planes = planes.astype(kind.numpy)
            planes *= 1 / 255
        return from_array(planes if dims == "DHW" else np.ascontiguousarray(np.moveaxis(planes, 0, -1)))

    def _channel(self, letter: str) -> Any:
        if letter == "I":
            return np.asarray(self.picture.convert("L"))
        full = self.picture.convert("RGBA" if letter == "A" else "RGB")
        return np.asarray(full.getchannel(letter))

    def fromTensor(self, tensor: Any, colorspace: str | None = None, dims: str | None = None) -> Image:
        """The picture that a tensor holds; see toTensor."""
        pixels = np.moveaxis(tensor.array, 0, -1) if dims == "DHW" else tensor.array
        colorspace = colorspace or {1: "I", 3: "RGB", 4: "RGBA"}.get(pixels.shape[-1], "")
        if len(colorspace) != pixels.shape[-1]:
            raise TorchError("magick.Image.fromTensor: Tensor depth must match color space")
        if pixels.dtype.kind == "f":
            pixels = np.clip(pixels, 0, 1) * 255 + 0.5
        pixels = np.ascontiguousarray(pixels.astype("u1"))
        self.picture = pillow().fromarray(pixels[:, :, 0] if colorspace == "I" else pixels)
        self.path = "<tensor>"
        return self

    def __repr__(self) -> str:
        return f"<graphicsmagick.Image {self.path}>"


def load(path: str, type: str | None = None) -> Any:
    """A file as a tensor of three planes, of the type 'float' unless given."""
    return Image(path).toTensor(type or "float", "RGB", "DHW")


def save(path: str, tensor: Any, quality: float | None = None) -> None:
    """Writes one or three planes, or a matrix, to a file."""
    planes = tensor if len(tensor._size) == 3 else tensor.view(1, *tensor._size)
    Image(planes, "I" if planes._size[0] == 1 else "RGB", "DHW").save(path, quality)

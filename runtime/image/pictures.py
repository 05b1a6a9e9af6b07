"""The picture that Torch's examples and tests use (image.lena)."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from ..errors import TorchError
from .crop import crop
from .files import load

_SIZE = 512


def lena() -> Any:
    """A portrait of Grace Hopper, 3 x 512 x 512: the upper part of matplotlib's sample picture, as Torch's."""
    spec = importlib.util.find_spec("matplotlib")
    if spec is None or spec.origin is None:
        raise TorchError("image.lena: the picture comes with matplotlib: pip install luabridge[plot]")
    picture = Path(spec.origin).parent / "mpl-data" / "sample_data" / "grace_hopper.jpg"
    if not picture.exists():
        raise TorchError(f"image.lena: this matplotlib comes without its sample pictures ({picture})")
    return crop(load(str(picture), 3), 0, 0, _SIZE, _SIZE)

"""Pictures as tensors of planes (depth x height x width): load and save files, scale, crop and flip."""

from .crop import crop
from .files import getSize, load, save
from .flip import hflip, vflip
from .scale import scale

__all__ = ["crop", "getSize", "hflip", "load", "save", "scale", "vflip"]

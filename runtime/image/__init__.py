"""Pictures as tensors of planes (depth x height x width): load and save files, scale, crop and flip."""

from .crop import crop
from .files import getSize, load, save
from .flip import hflip, vflip
from .pictures import lena
from .scale import scale

__all__ = ["crop", "getSize", "hflip", "lena", "load", "save", "scale", "vflip"]

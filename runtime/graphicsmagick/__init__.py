"""Pictures as objects that are loaded, resized, cut and turned into tensors (the rock graphicsmagick)."""

from .picture import Image, load, save

__all__ = ["Image", "load", "save"]

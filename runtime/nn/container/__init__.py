"""Modules that contain modules."""

from .container import Container
from .sequential import Sequential

__all__ = ["Container", "Sequential"]

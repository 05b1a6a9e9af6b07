"""Layers with parameters, and layers that move, cut and scale data."""

from .linear import Linear

__all__ = ["Linear"]

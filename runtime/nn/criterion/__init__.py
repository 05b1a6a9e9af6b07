"""Losses."""

from .criterion import Criterion

__all__ = ["Criterion"]

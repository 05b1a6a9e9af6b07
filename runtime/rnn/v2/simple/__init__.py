"""Layers that nets for sequences are built of."""

from .expand_as import ExpandAs
from .reverse_sequence import ReverseSequence

__all__ = ["ExpandAs", "ReverseSequence"]

"""Torch's type names of objects."""

from __future__ import annotations

from typing import Any


def is_type_of(value: Any, name: str) -> bool:
    """torch.isTypeOf: whether an object is of the class of this Torch name, or of one derived from it."""
    return any(base.__dict__.get("_typename") == name for base in type(value).__mro__)

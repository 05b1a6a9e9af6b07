"""File names between Lua, whose strings are bytes, and the operating system."""

from __future__ import annotations

import os

#: What functions of Lua's libraries give where the system refuses: nil, a message, the error's number.
Failure = tuple[None, str, int]


def to_system(name: str) -> bytes:
    """A Lua string as a file name for Python's functions."""
    return name.encode("latin-1")


def from_system(name: str | bytes) -> str:
    """A file name of the system as a Lua string."""
    return os.fsencode(name).decode("latin-1")


def failure(name: str, error: OSError) -> Failure:
    return None, f"{name}: {error.strerror}", error.errno or 0

"""What tests do with files."""

from __future__ import annotations


def holding(file, text: str):
    """The file with these characters, at its start."""
    file.writeString(text)
    return file.seek(1)


def contents(file) -> str:
    """All that is in the file."""
    return file.seek(1).readString("*a")

"""Files of data sets that Torch wrote (dl.load)."""

from __future__ import annotations

from typing import Any

from .. import files


def load(path: str) -> Any:
    """The object in a .t7 or .th7 file, ascii or binary."""
    return files.load(path)

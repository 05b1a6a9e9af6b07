"""The C sources of the kernels, and which they are: a library that was built from others is not used.

The build reads this file too, by itself: it needs nothing but Python.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

FOLDER = Path(__file__).parent / "source"


def files() -> list[Path]:
    """What a compiler is given."""
    return sorted(FOLDER.glob("*.c"))


def digest() -> str | None:
    """Another one for other sources; None where they are not, since luabridge was installed with what was built."""
    if not FOLDER.exists():
        return None
    found = hashlib.sha256()
    for path in sorted(FOLDER.glob("*.[ch]")):
        content = path.read_bytes()
        found.update(f"{path.name} {len(content)}\n".encode() + content)
    return found.hexdigest()[:32]

"""Where tests find their data."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "fixtures"
#: Real files of public projects lie beside a development checkout; they are not ours to ship.
SHARED = ROOT.parent / "shared"


def real_file(name: str) -> Path:
    """A file of shared/t7; skips the test where the folder is absent."""
    path = SHARED / "t7" / name
    if not path.exists():
        pytest.skip(f"{name} is not part of the repository")
    return path

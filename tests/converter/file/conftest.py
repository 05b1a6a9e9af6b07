"""The files that tests run on: one of each kind that can be written, rewound and read."""

from __future__ import annotations

import pytest

from converter.file import DiskFile, MemoryFile


@pytest.fixture(params=["disk", "memory"])
def file(request, tmp_path):
    """An empty file for reading and writing, in ascii mode."""
    made = DiskFile(str(tmp_path / "file"), "rw") if request.param == "disk" else MemoryFile()
    yield made
    if made.isOpened():
        made.close()

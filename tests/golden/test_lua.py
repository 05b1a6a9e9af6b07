"""The records of real Torch7 hold for modules built, loaded and run by Lua scripts."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ..paths import FIXTURES
from .test_python import NAMES


@pytest.mark.parametrize("name", NAMES)
def test_records_hold(name: str) -> None:
    folder = FIXTURES / "golden"
    command = [sys.executable, "-m", "luabridge", "run", "record.lua", "check", f"{name}.t7"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    assert " 0 failed" in done.stdout

"""The records of real Torch7 hold for modules built, loaded and run by Lua scripts."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from ..paths import FIXTURES
from .test_python import NAMES


@pytest.mark.parametrize("name", NAMES)
def test_records_hold(name: str) -> None:
    folder = FIXTURES / "golden"
    command = [sys.executable, "-m", "luabridge", "run", "record.lua", "check", f"{name}.t7"]
    # In rnn_v2 `require 'rnn'` means torch/rnn.
    environment = {**os.environ, "LUABRIDGE_RNN": "v2" if name == "rnn_v2" else ""}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    assert " 0 failed" in done.stdout

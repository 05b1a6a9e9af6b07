"""Lua scripts print under `luabridge run` what they printed on Torch7, byte for byte."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from ..paths import FIXTURES

ROOT = FIXTURES / "scripts"
SCRIPTS = sorted(p.relative_to(ROOT).as_posix() for p in ROOT.glob("*/*.lua") if not p.name.startswith("_"))


@pytest.mark.parametrize("name", SCRIPTS)
def test_same_output(name: str) -> None:
    script: Path = ROOT / name
    command = [sys.executable, "-m", "luabridge", "run", script.name]
    done = subprocess.run(command, cwd=script.parent, capture_output=True, stdin=subprocess.DEVNULL, timeout=120)
    assert done.stdout == script.with_suffix(".out").read_bytes(), done.stderr.decode(errors="replace")[-2000:]
    code = re.search(r"^-- exit code: (\d+)", script.read_text("latin-1"), re.M)
    if code:
        assert done.returncode == int(code.group(1))

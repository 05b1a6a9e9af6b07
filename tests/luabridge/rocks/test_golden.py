"""What Torch7's small packages did, recorded from them, holds for the rocks here."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from ...paths import FIXTURES

CASES = ["graph/basic", "graph/walk", "nngraph", "gnuplot", "xlua", "sys", "paths", "tds"]


def check(name: str) -> str:
    command = [sys.executable, "-m", "luabridge", "run", "record.lua", "check", "../luabridge/rocks.t7", name]
    done = subprocess.run(command, cwd=FIXTURES / "golden", capture_output=True, text=True, timeout=120)
    return done.stdout + (done.stderr if done.returncode else "")


@pytest.mark.parametrize("name", CASES)
def test_records_hold(name):
    output = check(name)
    assert " 0 failed" in output and not output.startswith("0 passed"), output


@pytest.mark.skipif(shutil.which("dot") is None, reason="graphviz draws these graphs")
def test_drawn_graphs():
    assert " 0 failed" in check("graph/attributes")

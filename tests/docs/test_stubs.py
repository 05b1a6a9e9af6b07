"""The type stubs are what their generator writes, and a type checker takes and refuses calls by them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from docs import generate_stubs as stubs

PROGRAM = """
from runtime import torch

x = torch.DoubleTensor(2, 3)
values, positions = torch.max(x.add(1), 1)
total: float = x.sum()
values.narrow(1, 1, 1).cmul(torch.cat([x, x], 2).select(2, 1))
x.no_such_method()
torch.add(x, "a")
text: str = torch.add(x, 1)
"""


@pytest.mark.parametrize("path", stubs.documents(), ids=lambda path: path.name)
def test_the_stubs_are_as_generated(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == stubs.documents()[path], "run: python docs/generate_stubs.py"


@pytest.mark.slow
def test_a_type_checker_reads_them(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM)
    (tmp_path / "mypy.ini").write_text("[mypy]\nignore_missing_imports = True\nfollow_imports = silent\n")
    command = [sys.executable, "-m", "mypy", "--cache-dir", str(stubs.ROOT / ".mypy_cache"), "program.py"]
    done = subprocess.run(
        command, cwd=tmp_path, env={"MYPYPATH": str(stubs.ROOT), "PATH": ""}, capture_output=True, text=True
    )
    refused = [line.split(":")[1] for line in done.stdout.splitlines() if ": error:" in line]
    assert refused == ["8", "9", "10"], done.stdout + done.stderr

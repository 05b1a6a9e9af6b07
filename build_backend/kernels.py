"""The C kernels, compiled: one library of all sources for each level of x86-64 (elsewhere one)."""

from __future__ import annotations

import os
import platform
import runpy
import shlex
import sys
import tempfile
from pathlib import Path
from typing import Any

from .compilers import Compiler

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "runtime.kernels.native"
FOLDER = ROOT / "runtime" / "kernels" / "native"
SUFFIX = ".so"
FLAGS = (
    *("-std=c11", "-O3", "-fno-math-errno", "-fno-trapping-math", "-ffp-contract=fast"),
    *("-fvisibility=hidden", "-fPIC", "-shared", "-Wall", "-Wextra"),
)
#: Exactly what source/cpu.c looks for, by names that old compilers know too.
V3 = "-mavx2", "-mfma", "-mbmi", "-mbmi2"
V4 = "-mavx512f", "-mavx512dq", "-mavx512cd", "-mavx512bw", "-mavx512vl", "-mprefer-vector-width=512"
OFF = "LUABRIDGE_NATIVE"


def sources() -> dict[str, Any]:
    """What runtime's sources.py defines; read alone, since runtime needs numpy."""
    return runpy.run_path(str(FOLDER / "sources.py"))


def levels() -> dict[str, tuple[str, ...]]:
    """Names of the libraries of this platform, and the flags of each; none on Windows, or if the user wants none."""
    if os.name != "posix" or os.environ.get(OFF) == "0":
        return {}
    if sys.platform == "linux" and platform.machine() == "x86_64":
        return {"kernels": (), "kernels_v3": V3, "kernels_v4": V3 + V4}
    return {"kernels": ()}


def is_current(path: Path) -> bool:
    """Whether a library is there and was built from the sources as they are."""
    return path.exists() and sources()["digest"]().encode() in path.read_bytes()


def build(compiler: Compiler, name: str, target: Path) -> None:
    """Compiles one library; a process that has the one before it loaded keeps that."""
    own = sources()
    symbolic = ["-Wl,-Bsymbolic"] if sys.platform == "linux" else []
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        made = Path(folder, target.name)
        compiler.run(
            *shlex.split(os.environ.get("CFLAGS", "")),
            *(*FLAGS, *levels()[name], f'-DLUABRIDGE_SOURCES="{own["digest"]()}"', "-o", str(made)),
            *(*map(str, own["files"]()), *symbolic, *shlex.split(os.environ.get("LDFLAGS", "")), "-lm"),
        )
        os.replace(made, target)

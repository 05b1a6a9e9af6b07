"""How the kernels in C are compiled: in place, each level, again when they change; what is said when they cannot be."""

from __future__ import annotations

import os
import runpy
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from build_backend import compilers, kernels

from ..paths import ROOT

needs_compiler = pytest.mark.skipif(compilers.installed() is None, reason="no C compiler here")
needs_posix = pytest.mark.skipif(os.name != "posix", reason="nothing is built for Windows")
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """What the build needs of a checkout, with few sources."""
    names = ["setup.py", "pyproject.toml", "README.md", "LICENSE", "runtime/kernels/native/sources.py"]
    names += [f"runtime/kernels/native/source/{name}" for name in ("cpu.c", "team.c", "team.h")]
    names += [str(path.relative_to(ROOT)) for path in ROOT.glob("build_backend/*.py")]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def build(tree: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `python -m build_backend`, or other words, there."""
    for name in ("CC", "CFLAGS", "LDFLAGS", kernels.OFF):
        monkeypatch.delenv(name, raising=False)

    def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *(words or ("-m", "build_backend"))],
            **{"cwd": tree, "env": {**os.environ, **environment}, "timeout": 120},
            capture_output=True,
            text=True,
        )

    return run


def built(tree: Path) -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in sorted(tree.glob("runtime/kernels/native/*.so"))}


def script(path: Path, text: str) -> str:
    """A compiler of its own kind."""
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@needs_compiler
@needs_posix
def test_in_place_and_only_when_sources_change(tree: Path, build: Run) -> None:
    done = build()
    assert done.returncode == 0 and not done.stderr, done.stderr
    first = built(tree)
    assert sorted(first) == sorted(kernels.levels())
    digest = runpy.run_path(str(tree / "runtime/kernels/native/sources.py"))["digest"]().encode()
    assert all(digest in library for library in first.values())
    assert build(CC="no-such-compiler").stdout == ""  # nothing to do
    with open(tree / "runtime/kernels/native/source/team.h", "a") as header:
        header.write("/* changed */\n")
    assert build().returncode == 0
    assert all(digest not in library for library in built(tree).values())


@needs_compiler
@needs_posix
def test_each_level_is_loaded(tree: Path, build: Run) -> None:
    """In the order of what they ask of the processor."""
    assert build().returncode == 0
    program = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from runtime.kernels.native import sources
from runtime.kernels.native.library import Library
sources.FOLDER = Path(sys.argv[2], 'source')
levels = [Library(path).level for path in sorted(Path(sys.argv[2]).glob('*.so'))]
print(levels in ([0], [1], [1, 3, 4]))
"""
    done = build("-c", program, str(ROOT), str(tree / "runtime/kernels/native"))
    assert done.stdout == "True\n", done.stderr


@needs_compiler
@needs_posix
def test_an_error_is_shown_and_what_was_there_stays(tree: Path, build: Run) -> None:
    assert build().returncode == 0
    before = built(tree)
    (tree / "runtime/kernels/native/source/team.c").write_text("not C\n")
    done = build()
    assert done.returncode == 1 and "team.c:1" in done.stderr
    assert built(tree) == before and not list(tree.glob("runtime/kernels/native/tmp*"))


@needs_posix
def test_no_compiler(tree: Path, build: Run) -> None:
    (tree / "empty").mkdir()
    done = build(PATH=str(tree / "empty"))
    assert done.returncode == 3 and "no C compiler: looked for $CC, cc, gcc, clang" in done.stderr
    assert not built(tree)


def test_not_wanted(tree: Path, build: Run) -> None:
    done = build(LUABRIDGE_NATIVE="0")
    assert done.returncode == 0 and not built(tree)


class TestSetup:
    """The same through setuptools."""

    @pytest.fixture(autouse=True)
    def _setuptools(self) -> None:
        pytest.importorskip("setuptools")

    @needs_compiler
    @needs_posix
    def test_in_place(self, tree: Path, build: Run) -> None:
        done = build("setup.py", "build_ext", "--inplace")
        assert done.returncode == 0, done.stderr
        assert sorted(built(tree)) == sorted(kernels.levels())

    @needs_compiler
    @needs_posix
    def test_one_that_does_not_compile_is_left_out(self, tree: Path, build: Run) -> None:
        """The rest is built; what was built before is not taken for it."""
        assert build("setup.py", "build").returncode == 0
        system = compilers.installed()
        assert system is not None
        text = f'case "$*" in *team.c*) echo made to fail >&2; exit 1;; esac\nexec {system.command[0]} "$@"'
        done = build("setup.py", "build", CC=script(tree / "cc", text))
        assert done.returncode == 0, done.stderr
        said = done.stderr + done.stdout
        assert "made to fail" in said and "luabridge works without it" in said
        assert not list(tree.glob("build/lib*/runtime/kernels/native/*.so"))

    @needs_posix
    def test_no_compiler(self, tree: Path, build: Run) -> None:
        (tree / "empty").mkdir()
        done = build("setup.py", "build_ext", "--inplace", PATH=str(tree / "empty"))
        assert done.returncode == 0 and "no C compiler was found" in done.stderr + done.stdout
        assert not built(tree)

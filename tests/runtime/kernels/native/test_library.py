"""How the library of the kernels in C is found, chosen, refused, done without, and what is said about it."""

from __future__ import annotations

import ctypes.util
import os
import platform
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime.kernels import native
from runtime.kernels.native import library, sources

from ..onednn.tools import python

needs_library = pytest.mark.skipif(not native.available(), reason=f"C kernels: {native.describe()}")
needs_levels = pytest.mark.skipif(
    not all((library.FOLDER / name).exists() for name in (library.PLAIN, *library.BETTER)), reason="one level was built"
)


@pytest.fixture
def anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The library is looked for again, and after the test once more."""
    monkeypatch.delenv(library.VARIABLE, raising=False)
    native.reset()
    yield
    monkeypatch.undo()
    native.reset()


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, anew: None) -> Path:
    """In place of the folder of the libraries."""
    monkeypatch.setattr(library, "FOLDER", tmp_path)
    return tmp_path


def current() -> Path:
    found = library.library()
    assert found is not None
    return found.path


def test_built_where_it_is_installed_so() -> None:
    """A skipped test hides nothing: with a compiler, which the installation brings if need be, the library is there."""
    if os.name != "posix" or native.describe() == "none (LUABRIDGE_NATIVE=0)":
        pytest.skip("not built for Windows, or not wanted")
    assert native.available(), native.describe()


@needs_library
def test_described() -> None:
    found = library.library()
    assert found is not None and native.describe().startswith(f"{library.LEVELS[found.level]} ({found.path})")
    assert not native.describe().startswith("x86-64") or platform.machine() == "x86_64"


@needs_library
@needs_levels
@pytest.mark.parametrize("level, name", [(1, "kernels.so"), (3, "kernels_v3.so"), (4, "kernels_v4.so")])
def test_the_best_that_the_processor_has(monkeypatch: pytest.MonkeyPatch, anew: None, level: int, name: str) -> None:
    found = library.library()
    assert found is not None
    if found.cpu_level() < level:
        pytest.skip("not on this processor")
    monkeypatch.setattr(library.Library, "cpu_level", lambda self: level)
    native.reset()
    assert current().name == name
    assert native.describe() == f"{library.LEVELS[level]} ({current()})"


@needs_library
def test_what_the_processor_has_is_what_the_system_says() -> None:
    info = Path("/proc/cpuinfo")
    if platform.machine() != "x86_64" or not info.exists():
        pytest.skip("no flags to read")
    flags = set(next(line for line in info.read_text().splitlines() if line.startswith("flags")).split())
    v3 = {"avx2", "fma", "bmi1", "bmi2"} <= flags
    v4 = v3 and {"avx512f", "avx512dq", "avx512cd", "avx512bw", "avx512vl"} <= flags
    found = library.library()
    assert found is not None and found.cpu_level() == (4 if v4 else 3 if v3 else 1)


@needs_library
@needs_levels
def test_a_better_one_that_is_broken(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (library.PLAIN, "kernels_v3.so"):
        shutil.copy(sources.FOLDER.parent / name, folder)
    (folder / "kernels_v4.so").write_bytes(b"\x7fELF, but not much of it")
    level = library.Library(folder / library.PLAIN).cpu_level()
    if level < 4:
        pytest.skip("not on this processor")
    assert current() == folder / "kernels_v3.so"
    assert native.describe().startswith(f"x86-64-v3 ({folder}/kernels_v3.so); {folder}/kernels_v4.so: ")


def test_not_built(folder: Path) -> None:
    assert not native.available() and library.library() is None and library.threads() == 1
    if os.name == "posix":
        assert native.describe().startswith(f"none (not built: no {folder}/kernels.so; `make native` in a checkout")


def test_broken(folder: Path) -> None:
    (folder / library.PLAIN).write_bytes(b"\x7fELF, but not much of it")
    assert not native.available() and native.describe().startswith(f"none ({folder}/kernels.so: ")


@needs_library
def test_of_other_sources(anew: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after `git pull`."""
    monkeypatch.setattr(sources, "digest", lambda: "0" * 32)
    assert not native.available()
    assert "kernels.so was built from other sources; `make native`" in native.describe()


@needs_library
def test_installed_without_sources(anew: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sources, "FOLDER", tmp_path / "source")
    assert sources.digest() is None and native.available()


def test_the_digest_tells_every_change(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sources, "FOLDER", tmp_path)
    seen = {sources.digest()}
    for name, text in [("a.c", "1"), ("b.h", ""), ("a.c", "2"), ("b.h", "b"), ("c.c", "")]:
        (tmp_path / name).write_text(text)
        assert sources.digest() not in seen
        seen.add(sources.digest())
    (tmp_path / "notes.txt").write_text("not compiled")
    assert sources.digest() in seen and [path.name for path in sources.files()] == ["a.c", "c.c"]


def test_done_without(anew: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(library.VARIABLE, "0")
    assert not native.available() and native.describe() == "none (LUABRIDGE_NATIVE=0)"


@needs_library
def test_disabled() -> None:
    with native.disabled():
        assert not native.available()
        with native.disabled():
            assert not native.available()
        assert not native.available()
    assert native.available()


class TestNamed:
    """LUABRIDGE_NATIVE names a file, which must load."""

    def test_not_there(self, anew: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        wrong = str(tmp_path / "no.so")
        monkeypatch.setenv(library.VARIABLE, wrong)
        with pytest.raises(OSError, match="name a library of luabridge's kernels, or 0 for none"):
            native.available()
        assert native.describe().startswith(f"none (LUABRIDGE_NATIVE={wrong}: {wrong}: ")

    def test_another_library(self, anew: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(library.VARIABLE, ctypes.util.find_library("c") or "libc.so.6")
        with pytest.raises(OSError, match="has no luabridge kernels; name"):
            native.available()

    @needs_library
    def test_of_other_sources(self, monkeypatch: pytest.MonkeyPatch, anew: None) -> None:
        monkeypatch.setenv(library.VARIABLE, str(current()))
        native.reset()
        monkeypatch.setattr(sources, "digest", lambda: "0" * 32)
        with pytest.raises(OSError, match="built from other sources"):
            native.available()

    @needs_library
    def test_for_another_processor(self, monkeypatch: pytest.MonkeyPatch, anew: None) -> None:
        path = current()
        if not library.Library(path).level:
            pytest.skip("levels are those of x86-64")
        monkeypatch.setenv(library.VARIABLE, str(path))
        native.reset()
        monkeypatch.setattr(library.Library, "cpu_level", lambda self: 0)
        with pytest.raises(OSError, match="needs x86-64.*, this processor is "):
            native.available()

    @needs_library
    def test_elsewhere(self, tmp_path: Path) -> None:
        path = shutil.copy(library.FOLDER / library.PLAIN, tmp_path / "my.so")
        said = python("from runtime.kernels import native; print(native.describe())", LUABRIDGE_NATIVE=str(path))
        assert said.endswith(f" ({path})\n") and not said.startswith("none")


@needs_library
@pytest.mark.parametrize("name", [library.PLAIN, *library.BETTER])
def test_every_level_computes_alike(name: str) -> None:
    """The best alone runs all other tests."""
    path, found = library.FOLDER / name, library.library()
    assert found is not None
    if not path.exists() or found.cpu_level() < library.BETTER.get(name, 0):
        pytest.skip("not built, or not for this processor")
    program = """
import numpy as np
from runtime.kernels.native import library, soft_maxima
rng = np.random.default_rng(0)
for width in (1, 15, 16, 77, 300):
    x = rng.standard_normal((9, width)).astype('f4') * 4
    logs, odds, want = np.empty_like(x), np.empty_like(x), x.astype('f8')
    want -= np.log(np.exp(want).sum(1, keepdims=True))
    assert soft_maxima.log_softmax(x, logs) and soft_maxima.softmax(x, odds)
    np.testing.assert_allclose(logs, want, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(odds, np.exp(want), rtol=1e-5)
print(library.library().path)
"""
    assert python(program, LUABRIDGE_NATIVE=str(path)) == f"{path}\n"

"""Which compiler is taken, and when pip must bring one."""

from __future__ import annotations

import platform
import sys
import sysconfig
from pathlib import Path

import pytest

from build_backend import compilers, kernels

from .test_kernels import needs_compiler, needs_posix, script


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A system without a compiler; programs can be put into the folder."""
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


@needs_compiler
@needs_posix
def test_the_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    found = compilers.installed()
    assert found is not None and found.works() and compilers.wanted() == []
    monkeypatch.setenv("CC", f"{found.command[0]} -O1")
    again = compilers.installed()
    assert again is not None and again.command == [found.command[0], "-O1"]


@needs_compiler
@needs_posix
def test_one_that_does_not_work_is_none(without: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As one that lacks the system's headers."""
    script(without / "cc", "exit 1")
    assert compilers.installed() is None
    monkeypatch.undo()
    working = compilers.installed()
    assert working is not None
    script(without / "gcc", f'exec {working.command[0]} "$@"')
    monkeypatch.setenv("PATH", f"{without}:/usr/bin:/bin")
    found = compilers.installed()
    assert found is not None and found.command == [str(without / "gcc")]


@pytest.mark.parametrize(
    "system, machine, abi, target",
    [
        ("linux", "x86_64", "cpython-311-x86_64-linux-gnu", "x86_64-linux-gnu.2.17"),
        ("linux", "aarch64", "cpython-311-aarch64-linux-gnu", "aarch64-linux-gnu.2.17"),
        ("linux", "x86_64", "cpython-311-x86_64-linux-musl", "x86_64-linux-musl"),
        ("darwin", "arm64", "cpython-311-darwin", "aarch64-macos"),
        ("linux", "s390x", "cpython-311-s390x-linux-gnu", None),
        ("freebsd14", "x86_64", "cpython-311", None),
    ],
)
def test_without_a_compiler_pip_brings_zigs(
    without: Path, monkeypatch: pytest.MonkeyPatch, system: str, machine: str, abi: str, target: str | None
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    monkeypatch.setattr(sysconfig, "get_config_var", {"SOABI": abi, "HOST_GNU_TYPE": abi[-16:]}.get)
    assert compilers.zig_target() == target
    assert compilers.wanted() == ([compilers.ZIG] if target else [])


def test_what_the_backend_asks_for(without: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("setuptools")
    from build_backend import hooks

    monkeypatch.setattr(hooks.build_meta, "get_requires_for_build_wheel", lambda settings: ["wheel"])
    monkeypatch.setattr(hooks.build_meta, "get_requires_for_build_editable", lambda settings: ["editable"])
    monkeypatch.setattr(compilers, "zig_target", lambda: "here")
    monkeypatch.setattr(kernels, "levels", lambda: {"kernels": ()})
    assert hooks.get_requires_for_build_wheel() == ["wheel", compilers.ZIG]
    assert hooks.get_requires_for_build_editable() == ["editable", compilers.ZIG]
    monkeypatch.setattr(kernels, "levels", dict)  # not wanted, or Windows
    assert hooks.get_requires_for_build_wheel() == ["wheel"]
    assert hooks.get_requires_for_build_editable() == ["editable"]


@pytest.mark.parametrize(
    "system, machine, names",
    [
        ("linux", "x86_64", ["kernels", "kernels_v3", "kernels_v4"]),
        ("linux", "aarch64", ["kernels"]),
        ("darwin", "x86_64", ["kernels"]),
    ],
)
@needs_posix
def test_levels(monkeypatch: pytest.MonkeyPatch, system: str, machine: str, names: list[str]) -> None:
    monkeypatch.delenv(kernels.OFF, raising=False)
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    assert list(kernels.levels()) == names
    monkeypatch.setenv(kernels.OFF, "0")
    assert not kernels.levels()

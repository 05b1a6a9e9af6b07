"""Setuptools' commands: the kernels are extensions to it, though they know nothing of Python."""

from __future__ import annotations

import platform
import sys
import tempfile
from pathlib import Path
from typing import Any

from setuptools import Extension
from setuptools.command.build_ext import build_ext
from setuptools.errors import CompileError

from . import compilers, kernels

try:
    from setuptools.command.bdist_wheel import bdist_wheel
except ImportError:  # before 70.1; enough for `setup.py build_ext`
    bdist_wheel = None

ADVICE = "luabridge works without it, slower; to have it, install again where a C compiler (cc, gcc, clang, $CC) works"


def extensions() -> list[Extension]:
    """What is built; all of it may fail, and luabridge works."""
    if not kernels.levels():
        return []
    paths = [str(path.relative_to(kernels.ROOT)) for path in kernels.sources()["files"]()]
    return [Extension(f"{kernels.PACKAGE}.{name}", paths, optional=True) for name in kernels.levels()]


class BuildKernels(build_ext):
    """Compiles each library with one call of the compiler, all of them at a time."""

    compiler_found: compilers.Compiler | None = None

    def run(self) -> None:
        self.parallel: Any = True
        with tempfile.TemporaryDirectory() as folder:
            self.compiler_found = compilers.installed() or compilers.zig(Path(folder))
            super().run()

    def build_extension(self, ext: Extension) -> None:
        name, target = ext.name.rpartition(".")[2], Path(self.get_ext_fullpath(ext.name))
        target.unlink(missing_ok=True)  # what another build has left must not be taken for this one's
        try:
            if self.compiler_found is None:
                raise compilers.CompilerError("no C compiler was found")
            kernels.build(self.compiler_found, name, target)
        except compilers.CompilerError as error:
            raise CompileError(f"{error}\n{ADVICE}") from error

    def get_ext_filename(self, fullname: str) -> str:
        """Its name says nothing of Python's version."""
        return fullname.replace(".", "/") + kernels.SUFFIX


COMMANDS: dict[str, Any] = {"build_ext": BuildKernels}

if bdist_wheel is not None:

    class Wheel(bdist_wheel):
        """For this platform, and every Python 3 on it."""

        def get_tag(self) -> tuple[str, str, str]:
            tag: tuple[str, str, str] = super().get_tag()
            if self.root_is_pure:
                return tag
            if sys.platform == "darwin":  # compiled for the processor at hand, whatever Python is for
                return "py3", "none", tag[2].replace("universal2", platform.machine())
            return "py3", "none", tag[2]

    COMMANDS["bdist_wheel"] = Wheel

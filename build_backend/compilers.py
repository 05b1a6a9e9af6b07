"""The C compiler: the system's, or zig's, which pip can bring (PyPI's ziglang)."""

from __future__ import annotations

import os
import platform
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

NAMES = "cc", "gcc", "clang"
ZIG = "ziglang>=0.13"
#: Old enough for every Python that has wheels of numpy.
GLIBC = "2.17"
PROBE = "#include <math.h>\n#include <string.h>\ndouble probe(double x) { return log(x); }\n"


class CompilerError(Exception):
    """A compiler did not compile."""


@dataclass
class Compiler:
    """A command, and the environment that it wants."""

    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str) -> None:
        command = [*self.command, *arguments]
        try:
            done = subprocess.run(
                command, env={**os.environ, **self.environment}, capture_output=True, text=True, errors="replace"
            )
        except OSError as error:
            raise CompilerError(str(error)) from error
        if done.returncode:
            raise CompilerError(f"{shlex.join(command)}\n{done.stderr}{done.stdout}")
        if done.stderr:
            print(done.stderr, file=sys.stderr)

    def works(self) -> bool:
        """Whether it makes libraries: what is called cc may lack the system's headers."""
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, "probe.c")
            source.write_text(PROBE)
            try:
                self.run("-shared", "-fPIC", "-o", str(Path(folder, "probe.so")), str(source), "-lm")
            except CompilerError:
                return False
        return True


def _named() -> Iterator[list[str]]:
    chosen = os.environ.get("CC")
    if chosen:
        yield shlex.split(chosen)
        return
    for name in NAMES:
        path = shutil.which(name)
        if path is not None:
            yield [path]


def installed() -> Compiler | None:
    """The system's compiler, CC before all; None where none works."""
    return next((found for command in _named() if (found := Compiler(command)).works()), None)


def zig_target() -> str | None:
    """This Python's platform in zig's words; None where zig is not known to do."""
    machine = {"x86_64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}.get(platform.machine())
    if machine is None or sys.maxsize < 2**32:
        return None
    if sys.platform == "darwin":
        return f"{machine}-macos"
    if sys.platform != "linux":
        return None
    if "musl" in f"{sysconfig.get_config_var('HOST_GNU_TYPE')} {sysconfig.get_config_var('SOABI')}":
        return f"{machine}-linux-musl"
    return f"{machine}-linux-gnu.{GLIBC}"


def zig(cache: Path) -> Compiler | None:
    """Zig's, if it is there; what it keeps goes to the folder `cache`."""
    target = zig_target()
    if target is None or find_spec("ziglang") is None:
        return None
    places = {"ZIG_GLOBAL_CACHE_DIR": str(cache), "ZIG_LOCAL_CACHE_DIR": str(cache)}
    return Compiler([sys.executable, "-m", "ziglang", "cc", "-target", target, "-g0", "-s"], places)


def wanted() -> list[str]:
    """What pip must bring before the kernels can be compiled."""
    return [ZIG] if zig_target() is not None and installed() is None else []

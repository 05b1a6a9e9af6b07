"""torch.PipeFile: what a command prints, or what it is given to read."""

from __future__ import annotations

import subprocess
from typing import Any

from runtime.errors import argument_error
from runtime.registry import register

from .base import File
from .disk import DiskFile

#: Commands that may not have ended yet.
_running: list[subprocess.Popen] = []


@register("torch.PipeFile")
class PipeFile(DiskFile):
    """``PipeFile(command, mode="r", quiet=False)`` runs a shell command; ``"r"`` reads its output, ``"w"`` feeds it.

    `close` waits for a command that was written to. `readObject` reads the output to its end.
    """

    _open_error = (
        "cannot open <{}> in mode {}.  This might be because eg the executable doesn't exist, "
        "but it could also be because you are out of memory."
    )
    _process: subprocess.Popen

    @staticmethod
    def _modes(mode: str) -> tuple[bool, bool]:
        if mode not in ("r", "w"):
            raise argument_error(2, "file mode should be 'r','w'")
        return mode == "r", mode == "w"

    def _raw(self, name: Any, readable: bool, writable: bool) -> Any:
        _running[:] = [process for process in _running if process.poll() is None]
        ends = {"stdout" if readable else "stdin": subprocess.PIPE}
        self._process = subprocess.Popen(name, shell=True, bufsize=0, **ends)  # type: ignore[call-overload]
        _running.append(self._process)
        return self._process.stdout if readable else self._process.stdin

    def close(self) -> File:
        try:
            super().close()
        finally:
            if self._can_write:
                self._process.wait()
        return self

    def __tostring__(self) -> str:
        return f"torch.PipeFile on <{self._name}> [status: {self._status()} -- mode: {self._letters()}]"

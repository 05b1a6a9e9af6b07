"""Arrays that a module works in: made once for a shape, reused by the next call."""

from __future__ import annotations

import math
from typing import Any

from ... import backend


class Scratch:
    """Named arrays of the kind of a given one; each keeps its memory as long as it is large enough."""

    __slots__ = ("_buffers", "kept")

    def __init__(self) -> None:
        self._buffers: dict[str, Any] = {}
        #: What else the next call may use again.
        self.kept: dict[str, Any] = {}

    def __call__(self, name: str, shape: tuple[int, ...], like: Any) -> Any:
        """An array with undefined contents."""
        n = math.prod(shape)
        xp = backend.get_array_module(like)
        buffer = self._buffers.get(name)
        if buffer is None or len(buffer) < n or buffer.dtype != like.dtype or not isinstance(buffer, xp.ndarray):
            buffer = self._buffers[name] = xp.empty(n, like.dtype)
        return buffer[:n].reshape(shape)

    def clear(self) -> None:
        self._buffers.clear()
        self.kept.clear()


def scratch_of(module: Any) -> Scratch:
    """The scratch arrays of a module with a slot `_scratch`; they are neither copied nor saved with it."""
    try:
        return module._scratch
    except AttributeError:
        module._scratch = Scratch()
        return module._scratch

"""Reused work memory, one buffer a thread and a purpose."""

from __future__ import annotations

import math
import threading
from typing import Any

import numpy as np

_local = threading.local()
#: Larger buffers are not kept for the next call.
KEPT_BYTES = 64 << 20


def buffer(purpose: str, shape: tuple[int, ...], dtype: Any, xp: Any = np) -> Any:
    """An uninitialised array that stays valid until this thread asks for the same purpose again."""
    if xp is not np:
        return xp.empty(shape, dtype)  # cupy has a memory pool of its own
    count = math.prod(shape)
    nbytes = count * np.dtype(dtype).itemsize
    if nbytes > KEPT_BYTES:
        return np.empty(shape, dtype)
    memory = _local.__dict__.get(purpose)
    if memory is None or len(memory) < nbytes:
        memory = _local.__dict__[purpose] = np.empty(nbytes, np.uint8)
    return memory[:nbytes].view(dtype).reshape(shape)


def marked(purpose: str, array: Any, mark: Any) -> bool:
    """Whether `array`, which `buffer` gave for `purpose`, still holds what had this mark; from now on it has it.

    Who changes the memory in another way marks it with None.
    """
    memory = _local.__dict__.get(purpose)
    marks = _local.__dict__.setdefault("marks", {})
    now = (memory, mark) if memory is not None and array.base is memory else None
    before, marks[purpose] = marks.get(purpose), now
    return bool(now and before and mark is not None and before[0] is memory and before[1] == mark)

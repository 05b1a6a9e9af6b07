"""What the runtime tells its embedder about memory.

`epoch[0]` grows whenever memory that a raw pointer may be looking at was replaced, or an existing
tensor changed its geometry: a cached pointer is good as long as the epoch has not moved.
`live` counts the bytes that storages hold; `fresh` those allocated since the embedder last
reset it (Lua's collector does not see numpy's memory, so the bridge collects by these numbers).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

epoch = np.zeros(1, np.int64)


class Account:
    """Bytes held by storages, and the call to make when many were allocated."""

    __slots__ = ("live", "fresh", "limit", "on_pressure")

    def __init__(self) -> None:
        self.live = 0
        self.fresh = 0
        self.limit = float("inf")
        self.on_pressure: Callable[[], None] | None = None

    def take(self, nbytes: int) -> None:
        self.live += nbytes
        self.fresh += nbytes
        if self.fresh > self.limit and self.on_pressure is not None:
            self.on_pressure()

    def give(self, nbytes: int) -> None:
        self.live -= nbytes


account = Account()


def bump() -> None:
    """Invalidates every cached pointer."""
    epoch[0] += 1

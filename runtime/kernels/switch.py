"""Whether a library of kernels may be used: it can be done without for a while."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator


class Switch:
    """On, but in a `with switch.off():`."""

    def __init__(self) -> None:
        self.on = True

    @contextlib.contextmanager
    def off(self) -> Iterator[None]:
        before, self.on = self.on, False
        try:
            yield
        finally:
            self.on = before

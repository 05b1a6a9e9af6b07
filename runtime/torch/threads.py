"""torch.setnumthreads, torch.getnumthreads: how many threads the kernels of layers use."""

from __future__ import annotations

import os
from typing import Any


def _kernels() -> Any:
    from ..kernels import threads

    return threads


def setnumthreads(count: int) -> None:
    """Sets how many threads may work side by side."""
    _kernels().set_threads(max(int(count), 1))


def getnumthreads() -> int:
    """How many threads may work side by side."""
    return _kernels().threads()


def getnumcores() -> int:
    """How many processor cores there are."""
    return os.cpu_count() or 1


FUNCTIONS = {"getnumcores": getnumcores, "getnumthreads": getnumthreads, "setnumthreads": setnumthreads}

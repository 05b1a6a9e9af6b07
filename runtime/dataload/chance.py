"""Random numbers that dataload takes from Lua's math.random, not from torch."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

_source: Callable[..., Any] | None = None


def use_math_random(function: Callable[..., Any] | None) -> None:
    """Makes a Lua state's math.random the source; None goes back to Python's."""
    global _source
    _source = function


def below_one() -> float:
    """math.random()"""
    return random.random() if _source is None else _source()


def integer(first: int, last: int) -> int:
    """math.random(first, last)"""
    return random.randint(first, last) if _source is None else int(_source(first, last))

"""Declares a class as torch/rnn's, and says by which fields its objects are told from Element-Research's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ...forks import V2
from ...registry import register_fork


def torch_rnn(
    name: str, *, own: Iterable[str] = (), other: Iterable[str] = (), otherwise: bool | None = None
) -> Callable[[Any], Any]:
    """Declares the decorated class under its Torch `name`.

    An object that has a field of `other` is of Element-Research's class of that name; else one with a field of
    `own` is of this one; else `otherwise` says it (None: whichever package is in use).
    """
    owned, others = frozenset(own), frozenset(other)

    def is_mine(fields: dict) -> bool | None:
        if not others.isdisjoint(fields):
            return False
        return True if not owned.isdisjoint(fields) else otherwise

    return register_fork(name, V2, is_mine)


def recurrent(name: str) -> Callable[[Any], Any]:
    """Declares a class of recurrent modules."""
    return torch_rnn(name, own=("seqlen",), other=("recurrentModule", "rho"))


def is_true(value: Any) -> bool:
    """Lua's truth: all but nil and false, 0 too."""
    return value is not None and value is not False

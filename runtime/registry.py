"""The registry of Torch classes: a class is declared once, under its Torch name.

`@register("nn.Linear")` makes a class known to the loader, to Lua and to `torch.factory`.
Aliases are names of older or cousin classes that load as this one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

T = TypeVar("T", bound=type)

_classes: dict[str, type] = {}
_aliases: dict[str, type] = {}


def register(name: str, *, aliases: Iterable[str] = (), replace: bool = False) -> Callable[[T], T]:
    """Declares the decorated class under its Torch `name`; a name taken twice is an error."""

    def declare(cls: T) -> T:
        for taken in (name, *aliases):
            if not replace and (taken in _classes or taken in _aliases):
                raise ValueError(f"{taken} has been assigned to {lookup(taken)!r} already")
        cls._typename = name  # type: ignore[attr-defined]
        _classes[name] = cls
        for alias in aliases:
            _aliases[alias] = cls
        return cls

    return declare


def forget(name: str) -> None:
    """Takes a class out of the registry: one that a script had defined."""
    _classes.pop(name, None)


def lookup(name: str) -> type | None:
    """The class of this Torch name or alias, or None."""
    return _classes.get(name) or _aliases.get(name)


def classes() -> Iterator[tuple[str, type]]:
    """All (name, class) pairs, without aliases."""
    return iter(list(_classes.items()))


def aliases() -> Iterator[tuple[str, type]]:
    return iter(list(_aliases.items()))


def typename(value: Any) -> str | None:
    """The Torch name of the class of `value` (torch.typename), None for what is no Torch object."""
    return getattr(value, "_typename", None)

"""The registry of Torch classes: a class is declared once, under its Torch name.

`@register("nn.Linear")` makes a class known to the loader, to Lua and to `torch.factory`.
Aliases are names of older or cousin classes that load as this one.

Two packages may define the same names: a fork's classes are declared beside the others, `prefer` says whose
turn it is, and objects in files are told apart by their fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

T = TypeVar("T", bound=type)

_classes: dict[str, type] = {}
_aliases: dict[str, type] = {}
#: The classes of each fork.
_forks: dict[str, dict[str, type]] = {}
#: What the preferred fork's classes stand in for.
_displaced: dict[str, type | None] = {}
#: For each class that has a namesake the other class, and what tells whether an object's fields are the fork's.
_namesakes: dict[type, tuple[type, Callable[[dict], bool | None]]] = {}
_preferred: str | None = None
#: What scripts' classes of the same names stand in for.
_covered: dict[str, type] = {}


def register(name: str, *, aliases: Iterable[str] = (), replace: bool = False) -> Callable[[T], T]:
    """Declares the decorated class under its Torch `name`; a name taken twice is an error."""

    def declare(cls: T) -> T:
        for taken in (name, *aliases):
            if not replace and (taken in _classes or taken in _aliases):
                raise ValueError(f"{taken} has been assigned to {lookup(taken)!r} already")
        if replace:
            _cover(name)
            cls._replacing = True  # type: ignore[attr-defined]
        cls._typename = name  # type: ignore[attr-defined]
        _classes[name] = cls
        for alias in aliases:
            _aliases[alias] = cls
        return cls

    return declare


def _undecided(fields: dict) -> bool | None:
    return None


def register_fork(name: str, fork: str, is_mine: Callable[[dict], bool | None] = _undecided) -> Callable[[T], T]:
    """Declares the decorated class as the one that `fork` has under this Torch name.

    `is_mine` says of an object's fields whether they are those of this class (True) or of its namesake
    (False); None where they do not tell.
    """

    def declare(cls: T) -> T:
        cls._typename = name  # type: ignore[attr-defined]
        cls._fork = fork  # type: ignore[attr-defined]
        _forks.setdefault(fork, {})[name] = cls
        other = _classes.get(name)
        if other is not None:
            _namesakes[other] = cls, lambda fields: _not(is_mine(fields))
            _namesakes[cls] = other, is_mine
        if fork == _preferred:
            _displace(name, cls)
        return cls

    return declare


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _displace(name: str, cls: type) -> None:
    _displaced[name] = _classes.get(name)
    _classes[name] = cls


def prefer(fork: str | None) -> None:
    """From now on names mean the classes of a fork where it has them; of none with None."""
    global _preferred
    for name, cls in _displaced.items():
        if cls is None:
            _classes.pop(name, None)
        else:
            _classes[name] = cls
    _displaced.clear()
    _preferred = fork
    for name, cls in _forks.get(fork or "", {}).items():
        _displace(name, cls)


def preferred() -> str | None:
    """The fork whose classes names mean."""
    return _preferred


def fork_of(cls: type) -> str | None:
    """The fork that a class belongs to, None for all classes that are no fork's."""
    return cls.__dict__.get("_fork")


def class_by_fields(cls: type, fields: dict) -> type:
    """`cls`, or its namesake if an object with these fields must be one of that."""
    other, is_mine = _namesakes.get(cls, (cls, _undecided))
    return other if is_mine(fields) is False else cls


def is_meant(cls: type) -> bool:
    """Whether the name of a class means this one, as long as another package has one of that name too."""
    return cls not in _namesakes or lookup(cls._typename) is cls  # type: ignore[attr-defined]


def is_in_use(cls: type) -> bool:
    """Whether a class is no fork's, or the preferred one's."""
    return fork_of(cls) in (None, _preferred)


def has_namesake(cls: type | None) -> bool:
    return cls in _namesakes


def forget(name: str) -> None:
    """Takes a class out of the registry, one that a script had defined: the name means again what it meant before."""
    _classes.pop(name, None)
    if name in _covered:
        _classes[name] = _covered.pop(name)


def _cover(name: str) -> None:
    """Keeps the class of this name, for when the one that takes its name is forgotten."""
    old = _classes.get(name)
    if old is not None and not old.__dict__.get("_replacing"):
        _covered[name] = old


def covered(name: str) -> type | None:
    """The class that scripts' classes of this name stand in for."""
    return _covered.get(name)


def lookup(name: str) -> type | None:
    """The class of this Torch name or alias, or None; that of a fork too if no other class has the name."""
    found = _classes.get(name) or _aliases.get(name)
    if found is None:
        found = next((classes[name] for classes in _forks.values() if name in classes), None)
    return found


def classes() -> Iterator[tuple[str, type]]:
    """All (name, class) pairs, without aliases."""
    return iter(list(_classes.items()))


def aliases() -> Iterator[tuple[str, type]]:
    return iter(list(_aliases.items()))


def typename(value: Any) -> str | None:
    """The Torch name of the class of `value` (torch.typename), None for what is no Torch object."""
    return getattr(value, "_typename", None)

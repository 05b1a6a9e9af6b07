"""Finding a part of an object by its path: ``protos.rnn``, ``model.modules.1.weight``."""

from __future__ import annotations

from typing import Any

from runtime.objects import TorchObject
from runtime.table import Table


class PathError(LookupError):
    """A path that leads nowhere; the message names what is there instead."""


def children(value: Any) -> list[tuple[Any, Any]] | None:
    """The (key, value) pairs of a table or the fields of an object; None for what has no parts."""
    if isinstance(value, Table):
        return value.items()
    if isinstance(value, TorchObject):
        return list(vars(value).items())
    return None


def find(obj: Any, path: str | None) -> Any:
    """The part of `obj` at `path`: keys and field names joined by dots, numbers for list items.

    A key that itself contains dots is found too, and a number after a container counts its
    modules (``model.1.weight``). PathError if there is no such part; an empty path is `obj` itself.
    """
    parts = path.split(".") if path else []
    value, done = obj, 0
    while done < len(parts):
        pairs = children(value)
        here = ".".join(parts[:done]) or "the object"
        if pairs is None:
            raise PathError(f"no {parts[done]!r} in {here}: it is {_describe(value)}, which has no parts")
        known = {_spell(key): item for key, item in pairs}
        inner = known.get("modules")
        if isinstance(value, TorchObject) and isinstance(inner, Table):
            known = {**{_spell(key): item for key, item in inner.items()}, **known}
        for end in range(done + 1, len(parts) + 1):
            name = ".".join(parts[done:end])
            if name in known:
                value, done = known[name], end
                break
        else:
            raise PathError(f"no {parts[done]!r} in {here}: it has {_listed(list(known))}")
    return value


def _spell(key: Any) -> str:
    """A key as one writes it in a path."""
    if isinstance(key, bool):
        return "true" if key else "false"
    return str(key) if isinstance(key, (str, int, float)) else f"<{type(key).__name__}>"


def _listed(names: list[str]) -> str:
    if not names:
        return "no parts"
    return ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")


def _describe(value: Any) -> str:
    name = getattr(value, "_typename", None)
    if name:
        return f"a {name}"
    return {str: "a string", int: "a number", float: "a number", bool: "a boolean"}.get(type(value), "a function")

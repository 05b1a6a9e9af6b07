"""print as Torch's interpreter defines it (trepl): tables open up, other values end in a tab."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..objects import TorchObject
from ..table import Table
from .number import lua_tostring

#: How deep print follows tables; setprintlevel changes it in Lua.
PRINT_LEVEL = 5

_COLORS = {
    "none": "\33[0m",
    "red": "\33[0;31m",
    "green": "\33[0;32m",
    "blue": "\33[0;34m",
    "magenta": "\33[0;35m",
    "cyan": "\33[0;36m",
    "Black": "\33[1;30m",
}


def lua_print(*values: Any, colors: bool = False) -> str:
    """The text that ``print(values...)`` writes; `colors` as on a terminal. No arguments give ""."""
    parts = []
    for i, value in enumerate(values, 1):
        if isinstance(value, Table):
            parts += [line + "\n" for line in _lines(value, 0, colors)]
        elif _is_object(value):
            parts.append(lua_tostring(value) + "\n")
        else:
            parts.append(_text(value, False, colors) + ("\t\n" if i == len(values) else "\t"))
    return "".join(parts)


def lua_print_repr(value: Any) -> str:
    """The text that ``print(value)`` writes, without the last newline."""
    return lua_print(value).removesuffix("\n")


def _is_object(value: Any) -> bool:
    return getattr(value, "_typename", None) is not None


def _entries(value: Any) -> list[tuple[Any, Any]]:
    return value.items() if isinstance(value, Table) else list(vars(value).items())


def _lines(table: Any, depth: int, colors: bool) -> Iterator[str]:
    """The lines of a table (or, inside of one, of an object's fields), numbers 1..n first as Lua's pairs has them."""
    tab = " " * (depth * 4)
    entries = [(key, value) for key, value in _entries(table) if value is not None]
    if not entries:
        yield tab + "{}"
        return
    if isinstance(table, Table):
        n = len(table)
        entries.sort(key=lambda item: item[0] if _is_index(item[0], n) else n + 1)
    yield tab + "{"
    for key, value in entries:
        name = f"{tab}  {lua_tostring(key)} : "
        if not isinstance(value, (Table, TorchObject)):
            yield name + _text(value, True, colors)
        elif depth >= PRINT_LEVEL - 1 or not _entries(value):
            yield name + "{...}"
        else:
            yield name
            yield from _lines(value, depth + 1, colors)
    yield tab + "}"


def _is_index(key: Any, n: int) -> bool:
    return isinstance(key, (int, float)) and not isinstance(key, bool) and 1 <= key <= n


def _text(value: Any, nested: bool, colors: bool) -> str:
    if value is None:
        return _paint("Black", "nil", colors)
    if isinstance(value, str):
        if not nested:
            return _paint("none", value, colors)
        quote = _paint("Black", '"', colors)
        return quote + _paint("green", value, colors) + quote
    if isinstance(value, bool):
        return _paint("blue", lua_tostring(value), colors)
    if _is_object(value):
        return _paint("red", _summary(value), colors)
    return _paint("magenta" if callable(value) else "cyan", lua_tostring(value), colors)


def _paint(color: str, text: str, colors: bool) -> str:
    return _COLORS[color] + text + _COLORS["none"] if colors else text


def _summary(value: Any) -> str:
    """Type and size of a tensor or storage inside a table; other objects give their tostring."""
    name = value._typename.removeprefix("torch.")
    if name.endswith("Tensor") and hasattr(value, "_size"):
        return f"{name} - size: {'x'.join(map(str, value._size))}" if value._size else f"{name} - empty"
    if name.endswith("Storage"):
        return f"{name} - size: {len(value)}"
    return lua_tostring(value)

"""Lua tables in Python.

A `Table` is an ordered mapping with Lua's rules: integral floats and integers are one key, nil
is not a value, the length is a border of the part 1..n. It may be backed by a genuine Lua table
(the bridge does that when one crosses over): then both sides see the same data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from typing import Any, Protocol


class Backing(Protocol):
    """What a foreign table offers to a Table that reads and writes through it."""

    def get(self, key: Any) -> Any: ...
    def set(self, key: Any, value: Any) -> None: ...
    def length(self) -> int: ...
    def items(self) -> list[tuple[Any, Any]]: ...
    def array(self) -> list[Any]: ...


class _BoolKey:
    """Stands for true or false among the keys: to Python's dict, True and 1 are the same."""

    __slots__ = ("value",)

    def __init__(self, value: bool) -> None:
        self.value = value


_BOOLS = {"True": _BoolKey(True), "False": _BoolKey(False)}


def _normal(key: Any) -> Any:
    kind = type(key)
    if kind is float and key.is_integer():
        return int(key)
    return _BOOLS[str(key)] if kind is bool else key


normal = _normal


def _denormal(key: Any) -> Any:
    return key.value if type(key) is _BoolKey else key


class Table(MutableMapping):
    """A Lua table: ``Table([a, b])`` holds 1 and 2, ``Table({"x": 1})`` the given keys.

    ``t[k]`` raises KeyError for a missing key, ``t.get(k)`` gives None; storing None removes.
    ``len(t)`` is the border of the array part; iteration gives keys, as for any mapping.
    """

    __slots__ = ("_map", "_n", "_backing", "__weakref__")

    def __init__(self, values: Mapping | Iterable = ()) -> None:
        self._map: dict[Any, Any] = {}
        self._n = 0
        self._backing: Backing | None = None
        if isinstance(values, Mapping):
            for key, value in values.items():
                self[key] = value
        else:
            for i, value in enumerate(values, 1):
                if value is not None:
                    self._map[i] = value
            self._settle()

    @classmethod
    def backed(cls, backing: Backing) -> Table:
        """A Table that reads and writes through `backing`."""
        table = cls.__new__(cls)
        table._map, table._n, table._backing = {}, 0, backing
        return table

    def attach(self, backing: Backing) -> None:
        """From now on the data lives in `backing`, which must hold what this table held."""
        self._backing = backing
        self._map.clear()
        self._n = 0

    def __reduce__(self) -> tuple:
        return type(self), (), None, None, iter(self.items())

    def adopt(self, data: dict[Any, Any]) -> None:
        """Makes `data` itself this table's contents: how a reader fills a table in bulk.

        Keys must be `normal`, values not None; after filling `data` further, adopt it again.
        """
        self._map, self._n, self._backing = data, 0, None
        self._settle()

    def _settle(self) -> None:
        n, data = self._n, self._map
        while n + 1 in data:
            n += 1
        self._n = n

    def __getitem__(self, key: Any) -> Any:
        if self._backing is not None:
            value = self._backing.get(key)
            if value is None:
                raise KeyError(key)
            return value
        return self._map[_BOOLS[str(key)] if type(key) is bool else key]

    def get(self, key: Any, default: Any = None) -> Any:
        if self._backing is not None:
            value = self._backing.get(key)
            return default if value is None else value
        return self._map.get(_BOOLS[str(key)] if type(key) is bool else key, default)

    def __setitem__(self, key: Any, value: Any) -> None:
        if key is None or key != key:
            raise KeyError("table index is nil" if key is None else "table index is NaN")
        if self._backing is not None:
            self._backing.set(key, value)
        elif value is None:
            self._drop(_normal(key))
        else:
            key = _normal(key)
            self._map[key] = value
            if key == self._n + 1:
                self._settle()

    def _drop(self, key: Any) -> None:
        if self._map.pop(key, None) is not None and type(key) is int and 1 <= key <= self._n:
            self._n = key - 1

    def __delitem__(self, key: Any) -> None:
        if key not in self:
            raise KeyError(key)
        self[key] = None

    def __contains__(self, key: Any) -> bool:
        return self.get(key) is not None

    def __len__(self) -> int:
        return self._n if self._backing is None else self._backing.length()

    def __bool__(self) -> bool:
        return bool(self._map) if self._backing is None else bool(self._backing.items())

    def __iter__(self) -> Iterator[Any]:
        if self._backing is not None:
            return iter([key for key, _ in self._backing.items()])
        return iter([_denormal(key) for key in self._map])

    def keys(self) -> list[Any]:  # type: ignore[override]
        return list(self)

    def items(self) -> list[tuple[Any, Any]]:  # type: ignore[override]
        """All (key, value) pairs, as a list: one crossing where the table lives in Lua."""
        if self._backing is not None:
            return self._backing.items()
        return [(_denormal(key), value) for key, value in self._map.items()]

    def values(self) -> list[Any]:  # type: ignore[override]
        return [value for _, value in self.items()]

    def array_values(self) -> list[Any]:
        """The values 1..n as a list, in one go: the way to walk a list-like table."""
        if self._backing is not None:
            return self._backing.array()
        data = self._map
        return [data[i] for i in range(1, self._n + 1)]

    def data(self) -> dict[Any, Any] | None:
        """The dict of what this table holds, which is emptied should it move elsewhere; None where it has."""
        return self._map if self._backing is None else None

    def is_list(self) -> bool:
        """Whether it holds nothing but the values 1..n (False where the data is elsewhere)."""
        return self._backing is None and len(self._map) == self._n

    def append(self, value: Any) -> None:
        """table.insert(t, value)."""
        self[len(self) + 1] = value

    def insert(self, position: int, value: Any) -> None:
        """table.insert(t, position, value): 1-based, later values move up."""
        tail = self.array_values()[position - 1 :]
        self[position] = value
        for i, moved in enumerate(tail, position + 1):
            self[i] = moved

    def remove(self, position: int | None = None) -> Any:
        """table.remove(t[, position]): 1-based, later values move down; gives the removed one."""
        n = len(self)
        if n == 0:
            return None
        position = n if position is None else position
        values = self.array_values()
        removed = values[position - 1]
        for i, moved in enumerate(values[position:], position):
            self[i] = moved
        self[n] = None
        return removed

    def __eq__(self, other: object) -> bool:
        return self is other  # Lua compares tables by identity

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        def short(value: Any) -> str:
            return "{...}" if isinstance(value, Table) else repr(value)

        shown = ", ".join(f"{short(k)}: {short(v)}" for k, v in self.items()[:20])
        return f"Table({{{shown}{', ...' if len(self.items()) > 20 else ''}}})"

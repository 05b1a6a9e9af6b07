"""Containers of the package tds: like tables, but with a class of their own in files (tds.Hash, tds.Vec ...)."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

from .registry import register
from .table import Table


@register("tds.Hash")
class Hash(Table):
    """A hash of numbers, strings, tensors and other containers: ``h[k]``, ``h.get(k)``, ``h.items()``.

    It is a Table; a file holds the number of pairs, then keys and values.
    """

    __slots__ = ()

    _typename = "tds.Hash"
    _version = 0

    @property
    def typename(self) -> str:
        return self._typename

    def read_t7(self, version: int) -> Generator[str, Any, None]:
        Table.__init__(self)
        for _ in range((yield "long")):
            key = yield "object"
            self[key] = yield "object"

    def write_t7(self) -> Iterator[tuple[str, Any]]:
        items = self.items()
        yield "long", len(items)
        for key, value in items:
            yield "object", key
            yield "object", value


@register("tds.Vec")
class Vec(Table):
    """A list of values 1 to n: ``v[1]``, ``v.append(x)``, ``v.array_values()``.

    It is a Table; a file holds the number of values, then these.
    """

    __slots__ = ()

    _typename = "tds.Vec"
    _version = 0

    @property
    def typename(self) -> str:
        return self._typename

    def read_t7(self, version: int) -> Generator[str, Any, None]:
        Table.__init__(self)
        for i in range(1, (yield "long") + 1):
            self[i] = yield "object"

    def write_t7(self) -> Iterator[tuple[str, Any]]:
        values = self.array_values()
        yield "long", len(values)
        for value in values:
            yield "object", value


@register("tds.AtomicCounter")
class AtomicCounter:
    """A counter that the threads of a program share: ``inc()`` and ``get()`` give its value."""

    _typename = "tds.AtomicCounter"
    _version = 0
    _shared_by_threads = True

    def __init__(self) -> None:
        self._value = 0

    def get(self) -> int:
        return self._value

    def set(self, value: int) -> None:
        self._value = int(value)

    def inc(self) -> int:
        self._value += 1
        return self._value

    @property
    def typename(self) -> str:
        return self._typename

    def __tostring__(self) -> str:
        return f"tds.AtomicCounter={self._value}"

    __repr__ = __tostring__

    def read_t7(self, version: int) -> Generator[str, Any, None]:
        self._value = yield "long"

    def write_t7(self) -> Iterator[tuple[str, Any]]:
        yield "long", self._value

"""Objects by number, as long as something else holds them."""

from __future__ import annotations

from typing import Any
from weakref import ref

#: As many may be gone before they are looked for.
_FEW = 1024


class ByNumber:
    """Weak references that call nothing when an object goes: those of WeakValueDictionary cost more than a Table."""

    __slots__ = ("_references", "_limit")

    def __init__(self) -> None:
        self._references: dict[int, ref] = {}
        self._limit = _FEW

    def get(self, number: int) -> Any:
        """The object, None where there is none any more."""
        reference = self._references.get(number)
        return None if reference is None else reference()

    def put(self, number: int, value: Any) -> None:
        if len(self._references) >= self._limit:
            self._references = {n: own for n, own in self._references.items() if own() is not None}
            self._limit = 2 * max(len(self._references), _FEW)
        self._references[number] = ref(value)

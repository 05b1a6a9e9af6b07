"""What a file said about an object, kept so that an unchanged one is written back the same.

Loading may rename a class (cudnn.ReLU -> nn.ReLU) or add fields to an old object. Such an object
carries an `Origin`: as long as its fields are what the loader made them, the writer
repeats the original; once anything was changed, it writes the modern form.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any

import numpy as np

from runtime import backend
from runtime.objects import TorchObject
from runtime.storage import Storage
from runtime.table import Table
from runtime.tensor.core import TensorCore

_PLAIN = (int, float, str, bool)


class Origin:
    """The class name, version and payload of an object in the file it came from.

    `version` is None for an object from before class versions. `events` are the (verb, value)
    pairs that followed the header; None stands for one table of the object's own fields.
    """

    __slots__ = ("typename", "version", "events", "_seen")

    def __init__(
        self,
        typename: str,
        version: int | None,
        events: list | None,
        fields: dict,
        known: AbstractSet[int] = frozenset(),
    ) -> None:
        """`known` are the ids of what the file held: of other values the contents are remembered too."""
        self.typename, self.version, self.events = typename, version, events
        self._seen = [(key, value, _stamp(value, known)) for key, value in fields.items()]

    def holds(self, obj: TorchObject) -> bool:
        """Whether the fields of `obj` are still those that the loader left."""
        fields = vars(obj)
        return len(fields) == len(self._seen) and all(
            key in fields and same(fields[key], value) and (stamp is None or _still(value, stamp))
            for key, value, stamp in self._seen
        )


def same(a: Any, b: Any) -> bool:
    """One and the same object, or equal plain values of one type (NaN equals itself)."""
    if a is b:
        return True
    if type(a) is not type(b) or not isinstance(a, _PLAIN):
        return False
    return a == b or (a != a and b != b)


def unchanged(before: dict, after: dict) -> bool:
    """Whether two field dictionaries hold the same values under the same keys."""
    return len(before) == len(after) and all(key in after and same(value, after[key]) for key, value in before.items())


def _stamp(value: Any, known: AbstractSet[int]) -> tuple | None:
    """What tells later whether a value that the upgrade made was changed in place.

    None for what came from the file: the writer repeats that with its present contents.
    """
    if id(value) in known:
        return None
    if isinstance(value, TensorCore):
        content = None if id(value._storage) in known else _content(value.array)
        return _geometry(value), content
    if isinstance(value, Storage):
        return None, _content(value.array)
    if isinstance(value, Table):
        return None, value.items()
    return None


def _still(value: Any, stamp: tuple) -> bool:
    geometry, content = stamp
    if geometry is not None and geometry != _geometry(value):
        return False
    if isinstance(content, list):
        now = value.items()
        return len(now) == len(content) and all(same(k, j) and same(a, b) for (k, a), (j, b) in zip(now, content))
    return content is None or content == _content(value.array)


def _geometry(tensor: TensorCore) -> tuple:
    return tensor._size, tensor._stride, tensor._offset


def _content(array: Any) -> bytes:
    return np.ascontiguousarray(backend.to_host(array)).tobytes()

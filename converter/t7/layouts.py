"""Classes that do not store one table of fields, for files read before (or without) such a class.

A runtime class with its own `read_t7`/`write_t7` takes precedence; these stand-ins keep such an
object as an `UnknownObject` and write it back. Both are generators that the reader and the writer
drive: reading yields a verb (``"object"``, ``"long"``, ``"int"``, ``"number"``, ``"string"`` or
``("raw", n)``) and is sent the value; writing yields (verb, value) pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Any

from runtime.table import Table

Read = Generator[Any, Any, None]
Write = Iterator[tuple[str, Any]]

#: sizeof(THGenerator) on 64-bit machines: the state of MT19937 as C keeps it.
GENERATOR_BYTES = 5048


@dataclass(frozen=True)
class Layout:
    """How objects of one class are spelled after their class name, from version `since` on."""

    read: Callable[[Any, int], Read]
    write: Callable[[Any], Write]
    since: int = 0


def _fields(obj: Any) -> Table:
    return Table({key: value for key, value in vars(obj).items() if value is not None})


def _read_nothing(obj: Any, version: int) -> Read:
    yield from ()


def _write_nothing(obj: Any) -> Write:
    yield from ()


def _read_gpu(obj: Any, version: int) -> Read:
    yield "object"  # tensor type and device: both are fields as well
    vars(obj).update((yield "object").items())


def _write_gpu(obj: Any) -> Write:
    fields = _fields(obj)
    yield "object", Table([fields.get("_type"), fields.get("device")])
    yield "object", fields


def _read_data_parallel(obj: Any, version: int) -> Read:
    assignments = yield "object"
    vars(obj).update((yield "object").items())
    vars(obj).setdefault("gpuAssignments", assignments)


def _write_data_parallel(obj: Any) -> Write:
    fields = _fields(obj)
    yield "object", fields.get("gpuAssignments", Table())
    yield "object", fields


def _read_vec(obj: Any, version: int) -> Read:
    for i in range(1, (yield "long") + 1):
        vars(obj)[i] = yield "object"


def _write_vec(obj: Any) -> Write:
    yield "long", len(vars(obj))
    for value in vars(obj).values():
        yield "object", value


def _read_hash(obj: Any, version: int) -> Read:
    for _ in range((yield "long")):
        key = yield "object"
        vars(obj)[key] = yield "object"


def _write_hash(obj: Any) -> Write:
    yield "long", len(vars(obj))
    for key, value in list(vars(obj).items()):
        yield "object", key
        yield "object", value


def _read_counter(obj: Any, version: int) -> Read:
    vars(obj)["value"] = yield "long"


def _write_counter(obj: Any) -> Write:
    yield "long", vars(obj)["value"]


def _read_generator(obj: Any, version: int) -> Read:
    vars(obj)["state"] = (yield ("raw", GENERATOR_BYTES)).decode("latin-1")


def _write_generator(obj: Any) -> Write:
    yield "raw", vars(obj)["state"].encode("latin-1")


LAYOUTS: dict[str, Layout] = {
    "nn.GPU": Layout(_read_gpu, _write_gpu),
    "nn.DataParallelTable": Layout(_read_data_parallel, _write_data_parallel, since=2),
    "tds.Vec": Layout(_read_vec, _write_vec),
    "tds.Hash": Layout(_read_hash, _write_hash),
    "tds.AtomicCounter": Layout(_read_counter, _write_counter),
    "torch.Generator": Layout(_read_generator, _write_generator),
    "torch.Timer": Layout(_read_nothing, _write_nothing),
}

"""Parts of a trace, and what must be as it was for one to run."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence, Set
from typing import Any, NamedTuple

import numpy as np

from ..kernels.native.program import Operation, Program, compiled, for_numpy
from ..table import Table
from .known import tensors_of
from .operations import CODES

#: Which of the graph's inputs (0, 1 ...) and of the gradients by its outputs (-1, -2 ...) it is; None: not known.
Sources = frozenset[int] | None


class Segment(NamedTuple):
    """Operations one after the other, and the step after them that runs as ever, if there is one."""

    #: The steps among them whose inputs or gradients come from elsewhere, what these must be, and their sources.
    late: list[tuple[Any, list, Sources]]
    #: The place in the plan of the first step.
    first: int
    operations: list[Operation]
    #: The place of the step after the segment.
    following: int
    step: Any = None
    #: The way forward: what the step's module gave and where that is. The way back: that, and whom it goes to.
    expected: Any = None
    arrays: Any = None
    targets: Any = None

    def run(self, moved: Set[int] | None) -> None:
        """`moved`: the sources of tensors that may be others than at the last run; None: all."""
        for function, arguments in self.operations:
            if type(function) is Program:
                function(moved)
            else:
                function(*arguments)


class Parts:
    """The segments of a trace as it is put together: `late` and `operations` are those of the next one."""

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self.late: list[tuple[Any, list, Sources]] = []
        self.operations: list[Operation] = []
        self._first = 0

    def end(self, following: int, *step: Any) -> None:
        """The segment ends with a step that runs as ever, or with the trace; the place of what follows."""
        self.segments.append(Segment(self.late, self._first, self.operations, following, *step))
        self.late, self.operations, self._first = [], [], following


def around(segments: Iterable[Segment]) -> Callable[[], contextlib.AbstractContextManager]:
    """What these segments need around them if numpy does something in them; programs do without."""
    in_c = all(isinstance(done, Program) for segment in segments for done, _ in segment.operations)
    return contextlib.nullcontext if in_c else for_numpy


def programs(segments: list[Segment], needed: Sequence[Any]) -> list[Segment]:
    """The same with programs where they can be; `needed`: arrays that are read after all."""
    result: list[Segment] = []
    read = list(needed)
    for segment in reversed(segments):
        if segment.step is not None:
            read += arrays_of(segment.step.given) + arrays_of(segment.step.total)
        result.append(segment._replace(operations=compiled(segment.operations, CODES, read)))
        read += read_by(segment.operations)
    return result[::-1]


def arrays_of(value: Any) -> list[Any]:
    return [tensor.array for tensor in tensors_of(value)]


def read_by(operations: Iterable[Operation]) -> list[Any]:
    """What operations may read, but for what comes from elsewhere."""
    return [value for _, arguments in operations for value in arguments if isinstance(value, np.ndarray)]


def sources_in(sources: Iterable[int | None]) -> Sources:
    """All of these; None if one is not known."""
    found = set(sources)
    return None if None in found else frozenset(source for source in found if source is not None)


def rest(sources: Sources, moved: Set[int] | None) -> bool:
    """Whether all that comes from these sources is where it was."""
    return moved is not None and sources is not None and moved.isdisjoint(sources)


def values_of(values: Any) -> list:
    """What there is in a table, or a list; else the value."""
    return values.array_values() if isinstance(values, Table) else values if isinstance(values, list) else [values]


def kinds_of(values: Any) -> list:
    """(type, size) of each tensor, and of those in tables what is in them."""
    return [
        (type(value), kinds_of(value) if type(value) is Table else getattr(value, "_size", None))
        for value in values_of(values)
    ]


def kinds_at(values: list, places: list[int]) -> list[tuple[int, type, Any]]:
    """(place, type, size) of tensors in some places of a list."""
    return [(k, type(values[k]), values[k]._size) for k in places]


def are_kinds(values: list, kinds: list[tuple[int, type, Any]]) -> bool:
    """Whether there are such tensors in these places."""
    for k, cls, size in kinds:
        value = values[k]
        if type(value) is not cls or value._size != size:
            return False
    return True

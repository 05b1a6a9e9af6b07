"""Calls on arrays that stay where they are, made a program in C: no way back to Python between them.

An operation is (function, arguments). Products and functions of rows are known (work.py); arguments may be `Late`:
arrays that are others each time, of the same sizes.
"""

from __future__ import annotations

import contextlib
import ctypes
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from ctypes import c_int, c_int64, c_void_p
from itertools import chain
from typing import Any

import numpy as np

from .. import threads as _threads
from ..onednn import library as _onednn
from ..onednn import primitive
from ..onednn.layout import address
from ..parallel import one_thread
from . import library as _library
from .frames import framed
from .readers import mark_passing, read_sources
from .stages import stages
from .steps import FIELDS, MEET, engine_step, group
from .work import Late, Operation, Steps, Work, bounds, call, work_of

__all__ = ["Late", "Operation", "Program", "compiled", "for_numpy"]

#: Fewer operations Python has called before a program has begun.
FEWEST = 2
#: Nanoseconds of work that are worth it to have other threads do some of it, and rows that each of them has then.
SHARED, LEAST_ROWS = 15000, 4
_FLOAT32 = np.dtype(np.float32)


def compiled(operations: list[Operation], codes: dict[Any, int], needed: Sequence[Any] = ()) -> list[Operation]:
    """The same operations, as programs where they can be.

    `codes` says which function of rows a function is, `needed` which arrays are read soon after.
    """
    result: list[Operation] = []
    known: list[tuple[Operation, Work]] = []
    for operation in operations:
        work = work_of(operation, codes) if _library.available() else None
        if work is not None:
            known.append((operation, work))
        else:
            _flush(known, codes, needed, result)
            result.append(_plain(operation))
    _flush(known, codes, needed, result)
    return result


def _plain(operation: Operation) -> Operation:
    late = any(type(value) is Late for value in operation[1])
    return (call, operation) if late else operation


def _flush(
    known: list[tuple[Operation, Work]], codes: dict[Any, int], needed: Sequence[Any], result: list[Operation]
) -> None:
    if len(known) >= FEWEST:
        operations, works = [operation for operation, _ in known], [work for _, work in known]
        result.append((Program(operations, codes, works, needed), ()))
    else:
        result += [_plain(operation) for operation, _ in known]
    known.clear()


@contextlib.contextmanager
def for_numpy() -> Iterator[None]:
    """What operations need around them if numpy does them."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"), one_thread():
        yield


class _Engine(ctypes.Structure):
    """program.c's struct engine."""

    _fields_ = [("set_handle", c_void_p), ("execute", c_void_p)]


class _Part(ctypes.Structure):
    """program.c's struct part."""

    _fields_ = [("steps", c_void_p), ("count", c_int64), ("stream", c_void_p), ("status", c_int64), ("next", c_int64)]


class _Place:
    """Where addresses of a late array go, and how the array must lie."""

    def __init__(self, late: Late) -> None:
        array = late.find()
        self.late, self.shape, self.strides = late, array.shape, array.strides
        self.array: Any = None
        #: Steps, which of them, field, bytes from the beginning of the array.
        self.fields: list[tuple[Any, int, int, int]] = []

    def fits(self, array: Any) -> bool:
        same = type(array) is np.ndarray and array.dtype == _FLOAT32 and array.flags.aligned
        return same and array.shape == self.shape and array.strides == self.strides


class _Written:
    """The memory that a program writes."""

    def __init__(self, works: list[Work]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(bounds(work.arrays[-1]) for work in works):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def meets(self, start: int, end: int) -> bool:
        last = bisect_right(self._starts, end - 1) - 1
        return last >= 0 and self._ends[last] > start


class Program:
    """Operations as one call of C; of Python where arrays come that lie otherwise, or the libraries may not be used."""

    def __init__(
        self, operations: list[Operation], codes: dict[Any, int], works: list[Work], needed: Sequence[Any] = ()
    ) -> None:
        self.operations, self._codes, self._needed = operations, codes, needed
        self._in_python = [_plain(operation) for operation in operations]
        self._lay_out(works)

    def __call__(self, moved: Set[int] | None = None) -> None:
        """Runs it. `moved`: the sources of all arrays that may be others than at the last run; None: any."""
        if not self._in_c(moved):
            with for_numpy():
                for function, arguments in self._in_python:
                    function(*arguments)

    def _in_c(self, moved: Set[int] | None = None) -> bool:
        if not _library.available() or not (_onednn.available() if self._products else not _threads.inside()):
            return False
        with _onednn.lock:
            if self._onednn is not None and self._onednn.use_threads() != self._chosen and not self._make_anew():
                return False
            if not self._bind(moved):
                return False
            self._begin()
            status = self._run(self._stages, len(self._parts), self._engine)
            if status:
                raise _onednn.Failure("primitive_execute", status)
            if primitive.work_is_large():
                primitive.Primitive.end()
        return True

    def _lay_out(self, works: list[Work]) -> None:
        """The tables of steps, for a number of threads."""
        own, library = _library.library(), _onednn.library()
        assert own is not None
        self._run = own.function("program_run", c_void_p, c_int, c_void_p, result=c_int)
        self._threads, self._begun = _library.threads(), -1
        self._onednn, self._chosen = library, None if library is None else library.use_threads()
        self._products: list[Any] = []
        self._places: dict[int, _Place] = {}
        self._by_source: dict[int | None, list[_Place]] = {}
        #: Whether all of them were put in at the last run.
        self._bound = False
        self._tables: list[Any] = []
        many = sum(work.cost for work in works) > SHARED
        self._parts = (_Part * (self._threads if many else 1))()
        read_sources(works)
        cut = stages(works)
        mark_passing(cut, self._needed)
        made = [_stage(stage, len(self._parts)) for stage in cut]
        for number, part in enumerate(self._parts):
            table = self._table([framed(stage[number], number) for stage in made])
            part.steps, part.count = table.ctypes.data, len(table)
            part.stream = 0 if library is None else library.stream_of(number)
        self._stages = ctypes.byref(self._parts)
        for place in self._places.values():
            self._by_source.setdefault(place.late.source, []).append(place)
        self._written = _Written(works)
        self._handles = _Engine() if library is None else _Engine(*library.execution())
        self._engine = ctypes.byref(self._handles)

    def _table(self, stages: list[list[Steps]]) -> Any:
        """The fields of one part's steps, who meets the others between two stages."""
        fields: list[list[int]] = []
        late: list[tuple[Late, int, int, int]] = []
        for number, made in enumerate(stages):
            if number:
                fields.append(engine_step(MEET, 0, 0, 0))
            for steps in made:
                late += [(value, len(fields) + step, field, offset) for value, step, field, offset in steps.late]
                fields += steps.fields
                if steps.product is not None and all(steps.product is not product for product in self._products):
                    self._products.append(steps.product)
        group(fields)
        table = np.array(fields, np.int64).reshape(-1, FIELDS)
        self._tables.append(table)
        for value, step, field, offset in late:
            self._places.setdefault(id(value), _Place(value)).fields.append((table, step, field, offset))
        return table

    def _make_anew(self) -> bool:
        """For another number of threads; False where that cannot be."""
        works = [work_of(operation, self._codes) for operation in self.operations]
        known = [work for work in works if work is not None]
        if len(known) < len(works):
            return False
        self._lay_out(known)
        return True

    def _bind(self, moved: Set[int] | None) -> bool:
        """Puts in where the late arrays are; False where one lies otherwise, or where results are written."""
        if moved is None or not self._bound:
            places: Iterable[_Place] = self._places.values()
        else:
            places = chain(*[self._by_source.get(source, ()) for source in (None, *moved)])
        self._bound = all(map(self._put_in, places))
        return self._bound

    def _put_in(self, place: _Place) -> bool:
        array = place.late.find()
        if array is place.array:
            return True
        place.array = None
        if not place.fits(array):
            return False
        start, end = place.late.bounds(array)
        if self._written.meets(start, end):
            return False
        where = start if array.flags.c_contiguous else address(array)
        for table, step, field, offset in place.fields:
            table[step, field] = where + offset
        place.array = array
        return True

    def _begin(self) -> None:
        """Has the products use the work memory as it is now."""
        while self._begun != primitive.work_taken():
            self._begun = primitive.work_taken()
            for product in self._products:
                product.begin()


def _stage(works: list[Work], count: int) -> list[list[Steps]]:
    """The steps of each of `count` parts of a stage; the first does what cannot be shared out."""
    made: list[list[Steps]] = [[] for _ in range(count)]
    for work in works:
        parts = count if work.rows >= LEAST_ROWS * count else 1
        found = [work.steps(i, work.rows * i // parts, work.rows * (i + 1) // parts) for i in range(parts)]
        if None in found:
            found = [work.steps(0, 0, work.rows)]
        for own, steps in zip(made, found):
            assert steps is not None  # `work_of` has asked
            own.append(steps)
    return made

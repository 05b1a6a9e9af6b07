"""Who reads what operations write: results that only neighbours need, and copies that nobody has to read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np

from .steps import COPY, SUM_ROWS
from .work import Late, RowWork, Work, bounds

#: Bytes that a program writes from which on they leave no room in the cache for what is needed again.
LARGE = 1 << 19


def read_sources(works: list[Work]) -> None:
    """Has works read what was copied where it came from, as long as that stays the same."""
    copies: dict[tuple, Any] = {}
    for work in works:
        *inputs, out = work.arrays
        for i, array in enumerate(inputs):
            source = copies.get(_key(array))
            if source is not None and type(work.arguments[i]) is not Late and not _meet(source, out):
                work.arguments[i] = work.arrays[i] = source
        copies = {key: source for key, source in copies.items() if not (_meet(source, out) or _meet(key[0], out))}
        if isinstance(work, RowWork) and work.code == COPY and type(work.arguments[0]) is not Late:
            source = work.arrays[0]
            if source.shape == out.shape and source.strides == out.strides and not _meet(source, out):
                copies[_key(out)] = source


def _key(array: Any) -> tuple:
    return bounds(array), array.shape, array.strides


def _meet(one: Any, other: Any) -> bool:
    """Whether arrays, or bounds of arrays, lie where others do."""
    (a, b), (c, d) = (own if type(own) is tuple else bounds(own) for own in (one, other))
    return a < d and c < b


def mark_passing(stages: list[list[Work]], needed: Sequence[Any]) -> None:
    """Tells functions of rows whose results only neighbours read; arrays in `needed` are read after the program."""
    works = [work for stage in stages for work in stage]
    if sum(work.arrays[-1].nbytes for work in works) < LARGE:
        return
    reads = [(i, *bounds(array)) for i, work in enumerate(works) for array in _read(work)]
    reads += [(len(works), *bounds(array)) for array in needed]
    reader, start, end = np.array(reads, np.int64).T
    after = 0
    for stage in stages:
        for rows, run in groupby(stage, _rows):
            neighbours = list(run)
            after += len(neighbours)
            for work in neighbours if rows is not None else ():
                first, last = bounds(work.arrays[-1])
                work.passing = not ((reader >= after) & (start < last) & (first < end)).any()


def _rows(work: Work) -> int | None:
    """How many rows; None of what is no function of rows."""
    return work.rows if isinstance(work, RowWork) and work.code < SUM_ROWS else None


def _read(work: Work) -> list[Any]:
    """The arrays that a work reads; what it adds to is one of them."""
    adds = not isinstance(work, RowWork) or work.code == SUM_ROWS
    return work.arrays if adds else work.arrays[:-1]

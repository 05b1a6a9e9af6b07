"""Sequences put one after the other, with a separator before each (dl.MultiSequence, dl.MultiImageSequence).

A batch has several columns; each goes through sequences of its own choice, one after the other, and goes on where
it was in the next batch. `trackers` remembers: for each column a table of `seqid` and `idx`, and `nextseq`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..table import Table
from . import chance


def new_trackers() -> Table:
    return Table({"nextseq": 1})


def tracker(trackers: Table, column: int) -> Table:
    """The tracker of a column (from 1)."""
    found = trackers.get(column)
    if found is None:
        found = trackers[column] = Table()
    return found


def choose(trackers: Table, count: int, randomly: Any) -> int:
    """The number of the sequence that a column turns to."""
    if randomly:
        return chance.integer(1, count)
    chosen = int(trackers["nextseq"])
    trackers["nextseq"] = 1 if chosen >= count else chosen + 1
    return chosen


def pieces(loader: Any, column: int, steps: int, count: int, length_of: Any) -> Iterator[tuple[int, int, int, int]]:
    """What fills `steps` rows of a column: (row, sequence, first, number) with 0-based rows; number 0: a separator.

    ``length_of(seqid)`` is how many rows a sequence fills. The column's tracker is moved on.
    """
    state = tracker(loader.trackers, column)
    row = 0
    while row < steps:
        if state.get("seqid") is None:
            state["idx"] = 1
            yield row, 0, 0, 0
            row += 1
            state["seqid"] = choose(loader.trackers, count, loader.randseq)
        if row < steps:
            chosen, first = int(state["seqid"]), int(state["idx"])
            length = length_of(chosen)
            number = min(steps - row, length - first + 1)
            if number:
                yield row, chosen, first, number
            row += number
            state["idx"] = first + number
            if first + number > length:
                state["seqid"] = None

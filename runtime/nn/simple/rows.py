"""Sums over rows that repeat: what index adds, lookups and sparse layers accumulate with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ... import backend
from ...errors import TorchError

#: Rows that occur more often are summed first; the others are added occurrence by occurrence, which costs
#: less than a sum over segments of a few rows.
_OFTEN = 32


def checked_rows(indices: Any, count: int, text: str) -> Any:
    """1-based indices as 0-based int64; an error with `text` unless all lie in 1..count."""
    rows = indices.astype("i8")
    rows -= 1
    if rows.size and rows.view("u8").max() >= count:  # negative ones are the largest of all
        raise TorchError(text)
    return rows


def _groups(rows: Any) -> tuple[Any, Any, Any]:
    """(order that sorts `rows`, rows in that order, where each new row starts)."""
    xp = backend.get_array_module(rows)
    order = xp.argsort(rows, kind="stable")
    ordered = rows[order]
    first = xp.ones(len(rows), bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return order, ordered, xp.flatnonzero(first)


def add_rows(target: Any, rows: Any, values: Any) -> None:
    """``target[rows[i]] += values[i]`` for every i; a row that occurs again adds up."""
    if len(rows) == 0:
        return
    xp = backend.get_array_module(rows)
    order, ordered, starts = _groups(rows)
    counts = xp.diff(xp.append(starts, len(rows)))
    often = counts > _OFTEN
    if often.any():
        sizes = counts[often]
        places = order[xp.repeat(often, counts)]
        target[ordered[starts[often]]] += xp.add.reduceat(values[places], xp.cumsum(sizes) - sizes, axis=0)
        starts, counts = starts[~often], counts[~often]
    done = 0
    while len(starts):
        target[ordered[starts]] += values[order[starts + done]]
        done += 1
        more = counts > done
        starts, counts = starts[more], counts[more]


def segment_sums(values: Any, sizes: Any) -> Any:
    """Sums over consecutive segments of the first axis; an empty segment sums to 0."""
    xp = backend.get_array_module(values)
    result = xp.zeros((len(sizes), *values.shape[1:]), values.dtype)
    full = xp.flatnonzero(sizes)
    if len(full):
        result[full] = xp.add.reduceat(values, (xp.cumsum(sizes) - sizes)[full], axis=0)
    return result


def rounds(rows: Any) -> Iterator[Any]:
    """Positions of `rows` in batches without a repeated row, the first occurrences first.

    Going through the batches one after the other gives what going through `rows` one by one would.
    """
    xp = backend.get_array_module(rows)
    if len(rows) == 0:
        return
    order, _, starts = _groups(rows)
    counts = xp.diff(xp.append(starts, len(rows)))
    occurrence = xp.empty(len(rows), "i8")
    occurrence[order] = xp.arange(len(rows)) - xp.repeat(starts, counts)
    by_round = xp.argsort(occurrence, kind="stable")
    ends = xp.cumsum(xp.bincount(occurrence)).tolist()
    for start, end in zip([0, *ends], ends):
        yield by_round[start:end]


def last_occurrences(rows: Any) -> Any:
    """For each row that occurs the position of its last occurrence."""
    xp = backend.get_array_module(rows)
    order, _, starts = _groups(rows)
    return order[xp.append(starts[1:], len(rows)) - 1]


def running_max(rows: Any, values: Any) -> Any:
    """For every i the largest of the values[j], j <= i, that belong to the same row (values >= 0)."""
    xp = backend.get_array_module(rows)
    order, _, starts = _groups(rows)
    ranked = xp.argsort(values, kind="stable")
    rank = xp.empty(len(rows), "i8")
    rank[ranked] = xp.arange(len(rows))
    group = xp.zeros(len(rows), "i8")
    group[starts] = 1
    lift = xp.cumsum(group) * len(rows)  # raises each group above the one before it
    best = xp.maximum.accumulate(rank[order] + lift) - lift
    result = xp.empty_like(values)
    result[order] = values[ranked[best]]
    return result

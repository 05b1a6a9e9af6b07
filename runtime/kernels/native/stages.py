"""Which operations may run side by side: rows of one stage never meet other rows' memory."""

from __future__ import annotations

import numpy as np

from .work import Work


def stages(works: list[Work]) -> list[list[Work]]:
    """The operations in order, cut where one needs what other rows have written before it."""
    found: list[list[Work]] = []
    start = 0
    while start < len(works):
        stop = start + _length(works[start:])
        found.append(works[start:stop])
        start = stop
    return found


def _length(works: list[Work]) -> int:
    """How many operations, from the first on, make a stage."""
    regions = [work.regions() for work in works]
    owner = np.repeat(np.arange(len(works)), [len(own) for own in regions])
    table = np.array([list(region) for own in regions for region in own], np.int64)
    place, step, nbytes, rows, written = table.T
    end = place + step * np.maximum(rows - 1, 0) + nbytes
    meet = (place[:, None] < end) & (place < end[:, None]) & (owner[:, None] < owner)
    meet &= (written[:, None] | written).astype(bool)
    apart = place - place[:, None]
    same_rows = (rows[:, None] == rows) & (rows > 0) & (step[:, None] == step)
    same_rows &= (apart + step >= nbytes[:, None]) & (apart + nbytes <= step)
    same_rows |= (rows[:, None] == 1) & (rows == 1)
    bad = meet & ~same_rows
    return int(np.broadcast_to(owner, bad.shape)[bad].min(initial=len(works)))

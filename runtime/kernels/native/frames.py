"""Results that only neighbours need, and that would push out of the cache what is needed again.

They go through a little memory that stays in the cache, the frame, one row at a time. From there they are streamed to
where they belong.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

import numpy as np

from ...backend import empty
from ..onednn.layout import address
from .steps import A_STEP, B_STEP, CODE, COUNT, OUT, OUT_STEP, ROWS, STREAM, SUM_ROWS, A, B
from .work import Steps

#: Bytes of a frame, and of a line of the cache.
FRAME, LINE = 32768, 64


class _Cluster:
    """Parts of rows that lie next to each other and are written by neighbours."""

    def __init__(self, step: list[int]) -> None:
        self.step, self.rows = 4 * step[OUT_STEP], step[ROWS]
        self.first, self.last = step[OUT], step[OUT] + 4 * step[COUNT]
        self.written: list[tuple[int, int]] = []
        self.fits = True
        self.place = 0

    def take(self, step: list[int]) -> bool:
        """Makes the result of another step a part of this, if its rows lie in the same lines."""
        if 4 * step[OUT_STEP] != self.step or step[ROWS] != self.rows:
            return False
        first, last = min(self.first, step[OUT]), max(self.last, step[OUT] + 4 * step[COUNT])
        if last - first > self.step:
            return False
        self.first, self.last = first, last
        return True

    @property
    def end(self) -> int:
        return self.last + (self.rows - 1) * self.step

    def meets(self, start: int, step: int, count: int, rows: int) -> bool:
        return start < self.end and self.first < start + 4 * (count + (rows - 1) * step)

    def holds(self, start: int, step: int, count: int) -> bool:
        return 4 * step == self.step and self.first <= start and start + 4 * count <= self.last

    def write(self, start: int, end: int) -> None:
        merged = [(start, end)]
        for own in self.written:
            if own[0] <= merged[0][1] and merged[0][0] <= own[1]:
                merged[0] = min(own[0], merged[0][0]), max(own[1], merged[0][1])
            else:
                merged.append(own)
        self.written = merged

    def has(self, start: int, end: int) -> bool | None:
        """Whether these bytes of a row have been written; None if some have."""
        if any(a <= start and end <= b for a, b in self.written):
            return True
        return None if any(a < end and start < b for a, b in self.written) else False


#: What each thread has.
_frames: dict[int, Any] = {}


def _frame(thread: int) -> int:
    if thread not in _frames:
        _frames[thread] = empty(FRAME, np.dtype(np.uint8))
    return address(_frames[thread])


def framed(steps: list[Steps], thread: int) -> list[Steps]:
    """The steps of a thread between two meetings, results that are `passing` by way of its frame."""
    result: list[Steps] = []
    for rows, run in groupby(steps, _rows):
        neighbours = list(run)
        result += neighbours if rows is None else _run(neighbours, _frame(thread))
    return result


def _rows(steps: Steps) -> int | None:
    """How many rows; None of what is no function of rows."""
    if len(steps.fields) != 1 or steps.fields[0][CODE] >= SUM_ROWS:
        return None
    return steps.fields[0][ROWS]


def _run(run: list[Steps], frame: int) -> list[Steps]:
    clusters: list[_Cluster] = []
    for own in run:
        step = own.fields[0]
        if own.passing and not any(cluster.take(step) for cluster in clusters):
            clusters.append(_Cluster(step))
    if not clusters:
        return run
    _check(run, clusters)
    clusters = [cluster for cluster in clusters if cluster.fits]
    end = frame
    for cluster in clusters:
        cluster.place, end = end, end + -(-(cluster.last - cluster.first) // LINE) * LINE
        cluster.written = []
    if not clusters or end > frame + FRAME:
        return run
    made = [own._replace(fields=[_moved(own, clusters)]) for own in run]
    return made + [Steps([_stream(cluster)], []) for cluster in clusters]


def _accesses(own: Steps) -> list[tuple[int, int]]:
    """The fields with places and with steps of what is read, and last of what is written."""
    late = {field for _, _, field, _ in own.late}
    return [(a, s) for a, s in ((A, A_STEP), (B, B_STEP)) if a not in late] + [(OUT, OUT_STEP)]


def _check(run: list[Steps], clusters: list[_Cluster]) -> None:
    """Finds out which parts of rows are read as they are written, and wholly written."""
    for one in clusters:
        one.fits = one.first % LINE == 0 and one.step % LINE == 0 and (one.last - one.first) % LINE == 0
        for other in clusters:
            if one is not other and one.first < other.end and other.first < one.end:
                one.fits = False
    for own in run:
        step = own.fields[0]
        for place, stride in _accesses(own):
            start, end = step[place], step[place] + 4 * step[COUNT]
            for cluster in clusters:
                if cluster.meets(start, step[stride], step[COUNT], step[ROWS]):
                    good = cluster.holds(start, step[stride], step[COUNT])
                    if place == OUT:
                        good &= own.passing
                        cluster.write(start, end)
                    elif cluster.has(start, end) is None:
                        good = False
                    cluster.fits &= good
    for cluster in clusters:
        cluster.fits &= cluster.written == [(cluster.first, cluster.last)]


def _moved(own: Steps, clusters: list[_Cluster]) -> list[int]:
    step = list(own.fields[0])
    for place, stride in _accesses(own):
        start, end = step[place], step[place] + 4 * step[COUNT]
        for cluster in clusters:
            if cluster.meets(start, step[stride], step[COUNT], step[ROWS]):
                if place == OUT:
                    cluster.write(start, end)
                if cluster.has(start, end):
                    step[place], step[stride] = cluster.place + start - cluster.first, 0
    return step


def _stream(cluster: _Cluster) -> list[int]:
    count = (cluster.last - cluster.first) // 4
    return [STREAM, cluster.rows, count, cluster.place, 0, cluster.place, 0, cluster.first, cluster.step // 4, 1, 1]

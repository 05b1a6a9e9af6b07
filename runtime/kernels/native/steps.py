"""What a step of a program in C is: the fields of row.h's `struct step`, and how rows of an array lie."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..onednn.layout import address

#: The functions of rows, numbered as in row.h.
COPY, ADD, MULTIPLY, SIGMOID, TANH, SIGMOID_GRADIENT, TANH_GRADIENT = range(7)
LOG_SOFTMAX, LOG_SOFTMAX_GRADIENT, STREAM, SUM_ROWS = range(7, 11)
#: A place in memory for a handle of oneDNN's, the call of a primitive, waiting for the other threads, as in program.c.
BIND, EXECUTE, MEET = 100, 101, 102
#: The fields of a step.
CODE, ROWS, COUNT, A, A_STEP, B, B_STEP, OUT, OUT_STEP, GROUP, TOGETHER = range(11)
FIELDS = 11
#: Elements of a step that go through a group together: a stream to read ahead, and not too much memory.
BLOCK = 8192
_FLOAT32 = np.dtype(np.float32)


class Rows(NamedTuple):
    """A matrix whose rows have no gaps: sizes and the step between rows, in elements."""

    rows: int
    width: int
    step: int


def rows_of(array: Any) -> Rows | None:
    """The rows of a float32 array of any number of dimensions, by its first; None where they have gaps."""
    if type(array) is not np.ndarray or array.dtype != _FLOAT32 or not array.size or not array.flags.aligned:
        return None
    if array.ndim < 2:
        return Rows(1, array.size, array.size) if array.size == 1 or array.strides[0] == 4 else None
    expected = 4
    for size, stride in zip(array.shape[:0:-1], array.strides[:0:-1]):
        if size > 1 and stride != expected:
            return None
        expected *= size
    if array.strides[0] % 4:
        return None
    width = array.size // len(array)
    return Rows(len(array), width, array.strides[0] // 4 if len(array) > 1 else width)


def row_step(code: int, inputs: list[Any], out: Any) -> list[int] | None:
    """The step that writes code(*inputs) into `out`; None where it cannot: other types, gaps, sizes that differ."""
    lies, result = [rows_of(array) for array in inputs], rows_of(out)
    if result is None or None in lies or not out.flags.writeable:
        return None
    shapes = {(own.rows, own.width) for own in lies if own is not None}
    if len(shapes) != 1:
        return None
    rows, width = shapes.pop()
    if code == SUM_ROWS:
        fits = result.rows == 1 and result.width == width
    else:
        fits = (result.rows, result.width) == (rows, width) and (rows == 1 or result.step >= width)
    if not fits:
        return None
    places = [(address(array), own.step) for array, own in zip(inputs, lies) if own is not None]
    second = places[1] if len(places) > 1 else places[0]
    return [code, rows, width, *places[0], *second, address(out), result.step, 1, rows]


def engine_step(code: int, count: int, a: int, b: int) -> list[int]:
    """A step that calls oneDNN."""
    step = [0] * FIELDS
    step[CODE], step[COUNT], step[A], step[B] = code, count, a, b
    return step


def group(steps: list[list[int]]) -> None:
    """Makes groups of neighbours with the same rows: it tells their first one how many there are."""
    first: list[int] | None = None
    for step in steps:
        if first is not None and step[CODE] < SUM_ROWS and step[ROWS] == first[ROWS]:
            first[GROUP] += 1
            first[TOGETHER] = min(first[TOGETHER], 1 + (BLOCK - 1) // first[COUNT])
            if step[CODE] == STREAM:
                first[TOGETHER] = 1
        else:
            first = step if step[CODE] < SUM_ROWS else None

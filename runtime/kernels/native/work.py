"""Operations on arrays that may be shared out by rows: what each row needs, and its steps in C."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from .. import affine
from ..onednn import matrices
from ..onednn.layout import address
from .steps import (
    BIND,
    EXECUTE,
    LOG_SOFTMAX,
    LOG_SOFTMAX_GRADIENT,
    SIGMOID,
    SUM_ROWS,
    TANH,
    A,
    B,
    engine_step,
    row_step,
    rows_of,
)

Operation = tuple[Callable[..., Any], tuple]
#: Nanoseconds that an element of a row takes, and floating point operations of products in one, for one thread.
ELEMENT, COSTS = 0.1, {SIGMOID: 8, TANH: 12, LOG_SOFTMAX: 8, LOG_SOFTMAX_GRADIENT: 8}
FLOPS = 100
_byte_bounds = getattr(np.lib, "array_utils", np).byte_bounds  # numpy 2's, numpy 1's


class Late:
    """An array that is found when it is needed; `source`, if that is known, names what it is another array with."""

    __slots__ = ("find", "source", "_known")

    def __init__(self, find: Callable[[], Any], source: int | None = None) -> None:
        self.find, self.source = find, source
        self._known: tuple[Any, int, int] = None, 0, 0

    def bounds(self, array: Any) -> tuple[int, int]:
        """The addresses between which the array lies that `find` gave."""
        known, start, end = self._known
        if known is not array:
            start, end = bounds(array)
            self._known = array, start, end
        return start, end


def now(value: Any) -> Any:
    """An argument's array."""
    return value.find() if type(value) is Late else value


def call(function: Callable[..., Any], arguments: tuple) -> None:
    """An operation some of whose arguments are late."""
    function(*[now(value) for value in arguments])


def bounds(array: Any) -> tuple[int, int]:
    """The addresses between which an array lies."""
    if array.flags.c_contiguous:
        place = address(array)
        return place, place + array.nbytes
    first, end = _byte_bounds(array)
    return int(first), int(end)


class Steps(NamedTuple):
    """Steps for some rows; (late argument, which step, which field, bytes from its beginning); the product."""

    fields: list[list[int]]
    late: list[tuple[Late, int, int, int]]
    product: Any = None
    #: Whether nobody but its neighbours needs the result soon.
    passing: bool = False


class Region(NamedTuple):
    """Memory: where each row of it lies; of what all rows use, everything (rows: 0)."""

    place: int
    step: int
    nbytes: int
    rows: int
    written: bool


class Work:
    """An operation by rows: `axes` says along which axis an argument is split, None not at all; the last is written."""

    def __init__(self, arguments: list[Any], axes: list[int | None], cost: float) -> None:
        self.arguments, self.axes, self.cost = arguments, axes, cost
        self.arrays = [now(argument) for argument in arguments]
        axis = axes[-1]
        assert axis is not None
        #: Rows of the result, or columns, that may be shared out.
        self.rows = self.arrays[-1].shape[axis]
        self.passing = False

    def regions(self) -> list[Region]:
        last = len(self.arrays) - 1
        return [self._region(array, axis, i == last) for i, (array, axis) in enumerate(zip(self.arrays, self.axes))]

    def _region(self, array: Any, axis: int | None, written: bool) -> Region:
        if axis == 0:
            lies = rows_of(array.reshape(-1, 1) if array.ndim == 1 else array)
            if lies is not None and lies.step > 0:
                return Region(address(array), 4 * lies.step, 4 * lies.width, lies.rows, written)
        first, end = bounds(array)
        return Region(first, 0, end - first, 0, written)

    def steps(self, part: int, start: int, stop: int) -> Steps | None:
        """Those for the rows from `start` to `stop`, for the thread `part`."""
        if start == stop:
            return Steps([], [])
        slices = [_slice(array, axis, start, stop) for array, axis in zip(self.arrays, self.axes)]
        offsets = [address(piece) - address(array) for piece, array in zip(slices, self.arrays)]
        return self._steps(part, slices, offsets)

    def _steps(self, part: int, slices: list[Any], offsets: list[int]) -> Steps | None:
        raise NotImplementedError

    def _late(self, fields: list[tuple[int, int]], offsets: list[int]) -> list[tuple[Late, int, int, int]]:
        late = zip(self.arguments, fields, offsets)
        return [(value, *field, offset) for value, field, offset in late if type(value) is Late]


def _slice(array: Any, axis: int | None, start: int, stop: int) -> Any:
    return array if axis is None else array[start:stop] if axis == 0 else array[:, start:stop]


class RowWork(Work):
    """A function of rows."""

    def __init__(self, code: int, arguments: list[Any]) -> None:
        axes: list[int | None] = [1, 0] if code == SUM_ROWS else [0] * len(arguments)
        super().__init__(arguments, axes, now(arguments[0]).size * ELEMENT * COSTS.get(code, 1))
        self.code = code

    def _steps(self, part: int, slices: list[Any], offsets: list[int]) -> Steps | None:
        *inputs, out = slices
        found = row_step(self.code, inputs, out)
        return None if found is None else Steps([found], self._late([(0, A), (0, B)], offsets), None, self.passing)


class Product(Work):
    """A product of matrices; with `add` it is added to the last argument. `turned`: which factors are."""

    def __init__(self, arguments: list[Any], axes: list[int | None], turned: tuple[bool, bool], add: bool) -> None:
        super().__init__(arguments, axes, 2.0 * now(arguments[0]).size * now(arguments[-1]).shape[1] / FLOPS)
        self._turned, self._add = turned, add

    def _steps(self, part: int, slices: list[Any], offsets: list[int]) -> Steps | None:
        a, b, *bias, out = slices
        a, b = a.T if self._turned[0] else a, b.T if self._turned[1] else b
        made = matrices.unbound(a, b, out, bias[0] if bias else None, self._add, part)
        if made is None:
            return None
        binds = [engine_step(BIND, 0, *place) for place in made.places([address(piece) for piece in slices])]
        late = self._late([(i, B) for i in range(len(slices))], offsets)
        return Steps(binds + [engine_step(EXECUTE, *executed) for executed in made.executions()], late, made)


#: Of fewer rows each thread does all, but only some columns; of more it does some, and waits for nobody.
FEW_ROWS = 8


def _forward(x: Any, weight: Any, bias: Any, out: Any) -> Work:
    arguments = [x, weight, out] if bias is None else [x, weight, bias, out]
    axes = [None, *[0] * (len(arguments) - 2), 1] if len(now(x)) < FEW_ROWS else [0, *[None] * (len(arguments) - 2), 0]
    return Product(arguments, axes, (False, True), False)


def _by_input(gradient: Any, weight: Any, out: Any) -> Work:
    axes = [None, 1, 1] if len(now(gradient)) < FEW_ROWS else [0, None, 0]
    return Product([gradient, weight, out], axes, (False, False), False)


def _by_weight(gradient: Any, x: Any, out: Any, scale: float) -> Work | None:
    return Product([gradient, x, out], [1, None, 0], (True, False), True) if scale == 1 else None


_PRODUCTS: dict[Any, Callable[..., Work | None]] = {
    affine.forward: _forward,
    affine.by_input: _by_input,
    affine.by_weight: _by_weight,
}


def work_of(operation: Operation, codes: dict[Any, int]) -> Work | None:
    """None where an operation is not known, or its arrays do not lie so that it could be done."""
    function, arguments = operation
    if function in _PRODUCTS:
        found = _PRODUCTS[function](*arguments)
    else:
        code = codes.get(function)
        found = None if code is None or not _may_be_rows(code, arguments) else RowWork(code, list(arguments))
    if found is None or type(found.arguments[-1]) is Late or not _may_be_split(found):
        return None
    return found if found.steps(0, 0, found.rows) is not None else None


def _may_be_rows(code: int, arguments: tuple) -> bool:
    arrays = [now(value) for value in arguments]
    if not all(type(array) is np.ndarray and array.ndim for array in arrays):
        return False
    return arrays[0].ndim == 2 and arrays[1].ndim == 1 if code == SUM_ROWS else arrays[0].ndim > 1


def _may_be_split(work: Work) -> bool:
    """Whether results are not written over what is still read; in place they may be, row by row."""
    *inputs, out = work.arrays
    for array, axis in zip(inputs, work.axes):
        if np.may_share_memory(array, out):
            same = axis == 0 and array.shape == out.shape and array.strides == out.strides
            if not same or isinstance(work, Product) or address(array) != address(out):
                return False
    return True

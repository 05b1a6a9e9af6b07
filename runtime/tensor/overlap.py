"""Results whose elements share memory (expanded tensors, overlapping windows): TH meets an element several times.

`in_order` gives an elementwise kernel that behaviour. What shares memory is taken apart into rounds: each holds every
element at most once, in the order of TH's loops, and sees what the rounds before it have written.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .. import backend
from .core import TensorCore

_NAMES = """
abs acos add addcdiv addcmul asin atan atan2 bitand bitor bitxor cadd cbitand cbitor cbitxor cdiv ceil cfmod cinv clamp
clshift cmax cmin cmod cmul cos cosh cpow cremainder crshift csub div exp floor fmod frac lerp log log1p lshift mod mul
neg pow remainder round rshift rsqrt sigmoid sign sin sinh sqrt sub tan tanh trunc
"""
#: Operations of which TH reads and writes one element after the other.
ELEMENTWISE = frozenset(_NAMES.split())


def shares_elements(t: Any) -> bool:
    """Whether two of the tensor's positions may be the same element of its storage."""
    reach = 0  # from an element to the last one of the dimensions so far
    for stride, n in sorted(zip(t._stride, t._size)):
        if n > 1:
            if stride <= reach:
                return True
            reach += (n - 1) * stride
    return False


def _cells(t: Any) -> Any:
    """Where in the storage the elements lie, in the order of TH's loops."""
    cells = np.full(t._size, t._offset)
    for d, (n, stride) in enumerate(zip(t._size, t._stride)):
        cells += (np.arange(n) * stride).reshape(-1, *[1] * (len(t._size) - d - 1))
    return cells.reshape(-1)


def _rounds(cells: Any) -> Iterator[Any]:
    """Positions of the first visits to all elements, of the second ones, and so on."""
    by_cell = np.argsort(cells, kind="stable")
    ordered = cells[by_cell]
    first = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    counts = np.diff(np.append(first, len(cells)))
    visit = np.arange(len(cells)) - np.repeat(first, counts)
    in_turn = np.argsort(visit, kind="stable")
    return iter(np.split(by_cell[in_turn], np.flatnonzero(np.diff(visit[in_turn])) + 1))


def _by_visits(kernel: Callable, args: tuple) -> Any:
    r = args[0]
    xp, cells = backend.get_array_module(r.array), {id(t): _cells(t) for t in args if isinstance(t, TensorCore)}

    def part(value: Any, positions: Any) -> Any:
        if not isinstance(value, TensorCore):
            return value
        return type(value).wrap(value._storage.array[xp.asarray(cells[id(value)][positions])])

    for positions in _rounds(cells[id(r)]):
        result = part(r, positions)
        kernel(result, *[result if value is r else part(value, positions) for value in args[1:]])
        r._storage.array[xp.asarray(cells[id(r)][positions])] = result.array
    return r


def in_order(kernel: Callable) -> Callable:
    """The kernel, for results that share elements too. Its first argument is the result."""

    @functools.wraps(kernel)
    def ordered(r: Any, *args: Any) -> Any:
        if isinstance(r, TensorCore) and r._size and not r.array.flags.c_contiguous and shares_elements(r):
            tensors = [t for t in args if isinstance(t, TensorCore)]
            count = r.nElement()
            if all(t.nElement() == count for t in tensors) and any(t._size == r._size for t in tensors):
                return _by_visits(kernel, (r, *args))
        return kernel(r, *args)

    return ordered

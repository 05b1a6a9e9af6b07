"""Functions of single elements, run over pieces that stay in cache, on all threads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...kernels import parallel

PIECE_BYTES = 256 << 10
SHARED_BYTES = 1 << 20  # less is done before another thread has woken up


def in_pieces(function: Callable[..., Any], *arrays: Any) -> None:
    """function(*arrays), which works element by element on arrays of one shape, in pieces where they are large."""
    first = arrays[0]
    if first.nbytes < SHARED_BYTES or not all(_flat(a) and a.shape == first.shape for a in arrays):
        return function(*arrays)
    lines = [a.reshape(-1) for a in arrays]
    pieces = parallel.parts(first.size, PIECE_BYTES // first.itemsize)
    parallel.run(lambda i, j: function(*[line[i:j] for line in lines]), pieces)


def _flat(array: Any) -> bool:
    return isinstance(array, np.ndarray) and array.flags.c_contiguous

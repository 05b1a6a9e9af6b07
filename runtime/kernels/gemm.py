"""Sums of matrix products into a matrix that is there, without a temporary, which numpy cannot say."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np

from .blas import routines

#: Into fewer elements than these the sum of a temporary costs less than the call.
SMALL = 1 << 14


def layout(array: Any) -> tuple[bool, int] | None:
    """(whether a matrix lies column by column, elements from line to line); None where BLAS cannot have it."""
    lines, length = array.shape
    rows, columns = array.strides
    step = _step(lines, length, rows, columns, array.itemsize)
    if step:
        return False, step
    step = _step(length, lines, columns, rows, array.itemsize)
    return (True, step) if step else None


def _step(lines: int, length: int, rows: int, columns: int, item: int) -> int:
    """Elements from line to line if the elements of a line lie side by side, else 0."""
    if length > 1 and columns != item:
        return 0
    if lines == 1:
        return length
    return rows // item if rows % item == 0 and rows >= length * item else 0


_LETTERS = ctypes.create_string_buffer(b"NT")
_LETTER = (ctypes.addressof(_LETTERS), ctypes.addressof(_LETTERS) + 1)


def add_product(out: Any, a: Any, b: Any, scale: float = 1) -> None:
    """out += scale * a * b, matrices; BLAS's own threads are not restrained here."""
    large = out.size >= SMALL and isinstance(out, np.ndarray) and a.dtype == b.dtype == out.dtype
    found = routines(out.dtype) if large else None
    places = found and a.size and [layout(x) for x in (b, a, out)]
    if not found or not places or None in places or places[2][0]:
        product = a @ b
        out += product if scale == 1 else scale * product
        return
    (trans_b, ldb), (trans_a, lda), (_, ldc) = places  # column-major: out' += b' a'
    ints = (found.integer * 6)(out.shape[1], out.shape[0], a.shape[1], ldb, lda, ldc)
    factors = (found.number * 2)(scale, 1)
    i, f, size = ctypes.addressof(ints), ctypes.addressof(factors), ctypes.sizeof(found.integer)
    m, n, k, ldb, lda, ldc = range(i, i + 6 * size, size)
    one = f + ctypes.sizeof(found.number)
    data = [x.__array_interface__["data"][0] for x in (b, a, out)]
    found.gemm(_LETTER[trans_b], _LETTER[trans_a], m, n, k, f, data[0], ldb, data[1], lda, one, data[2], ldc)

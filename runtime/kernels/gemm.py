"""Sums of matrix products into a matrix that is there, without a temporary, which numpy cannot say.

BLAS's gemm does it (beta = 1). It is called at the address that scipy publishes for compiled callers
(`scipy.linalg.cython_blas`): scipy's own Python wrapper would hold the GIL meanwhile.
"""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Callable
from typing import Any

import numpy as np

#: Into fewer elements than these the sum of a temporary costs less than the call.
SMALL = 1 << 14
_NAMES = {np.dtype(np.float32): ("sgemm", ctypes.c_float), np.dtype(np.float64): ("dgemm", ctypes.c_double)}


@functools.cache
def _routine(dtype: Any) -> tuple[Callable[..., None], Any] | None:
    """gemm for elements of this type and a constructor of its two factors; None where BLAS has none."""
    if dtype not in _NAMES:
        return None
    from scipy.linalg import cython_blas  # takes a while to load: when it is first needed

    name, number = _NAMES[dtype]
    capsule = cython_blas.__pyx_capi__[name]
    api = ctypes.pythonapi
    api.PyCapsule_GetName.restype, api.PyCapsule_GetName.argtypes = ctypes.c_char_p, [ctypes.py_object]
    api.PyCapsule_GetPointer.restype = ctypes.c_void_p
    api.PyCapsule_GetPointer.argtypes = [ctypes.py_object, ctypes.c_char_p]
    signature = api.PyCapsule_GetName(capsule)
    if signature.count(b"int *") != 6:  # a BLAS of other integers
        return None
    address = api.PyCapsule_GetPointer(capsule, signature)
    return ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 13)(address), number * 2


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
    found = _routine(out.dtype) if large else None
    places = found and a.size and [layout(x) for x in (b, a, out)]
    if not found or not places or None in places or places[2][0]:
        product = a @ b
        out += product if scale == 1 else scale * product
        return
    gemm, factors_of = found
    (trans_b, ldb), (trans_a, lda), (_, ldc) = places  # column-major: out' += b' a'
    ints = (ctypes.c_int * 6)(out.shape[1], out.shape[0], a.shape[1], ldb, lda, ldc)
    factors = factors_of(scale, 1)
    i, f = ctypes.addressof(ints), ctypes.addressof(factors)
    data = [x.__array_interface__["data"][0] for x in (b, a, out)]
    one = f + ctypes.sizeof(factors) // 2
    gemm(_LETTER[trans_b], _LETTER[trans_a], i, i + 4, i + 8, f, data[0], i + 12, data[1], i + 16, one, data[2], i + 20)

"""Weighted sums into an array that is there, the steps of optimisation: few passes over the memory, on all threads.

oneDNN does float32, BLAS what it has not done, numpy the rest.
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np

from .blas import Routines, routines, scale
from .onednn import weighted

#: Of fewer elements a temporary is in the cache.
SMALL = 1 << 14


def blend(out: Any, keep: float, x: Any, factor: float) -> None:
    """out = keep * out + factor * x, arrays of one shape."""
    if weighted.blend(out, keep, x, factor):
        return
    found = routines(out.dtype) if _fit(out, x) else None
    if found is not None:
        _by_blas(found, out, keep, x, factor)
        return
    scaled = factor * x  # first: x may be `out`
    if keep != 1:
        out *= keep
    out += scaled


def _fit(out: Any, x: Any) -> bool:
    """Whether BLAS may add the one to the other: large, without gaps, not partly the same memory."""
    if type(out) is not np.ndarray or type(x) is not np.ndarray or out.size < SMALL:
        return False
    if out.dtype != x.dtype or out.shape != x.shape or not out.flags.carray or not x.flags.carray:
        return False
    return not np.may_share_memory(out, x)


def _by_blas(found: Routines, out: Any, keep: float, x: Any, factor: float) -> None:
    if keep != 1:
        scale(found, out, keep)
    integers = (found.integer * 2)(out.size, 1)
    number = found.number(factor)
    size = ctypes.addressof(integers)
    step = size + ctypes.sizeof(found.integer)
    found.axpy(size, ctypes.addressof(number), x.ctypes.data, step, out.ctypes.data, step)

"""Products of float32 matrices (dnnl_sgemm), 1.4 to 3 times as fast as OpenBLAS's for a batch of rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import gemm
from . import library as _library
from .layout import address
from .library import Failure, available, library

_FLOAT32 = np.dtype(np.float32)
_LETTERS = b"N", b"T"


def product(a: Any, b: Any, out: Any, scale: float = 1, keep: float = 0) -> bool:
    """out = scale * a * b + keep * out, matrices that do not overlap. Returns whether oneDNN did it."""
    if type(out) is not np.ndarray or not (a.dtype == b.dtype == out.dtype == _FLOAT32):
        return False
    if a.shape[1] != len(b) or out.shape != (len(a), b.shape[1]) or not out.flags.writeable:
        return False  # numpy has the words for it
    if not (a.size and b.size and available()):
        return False
    lies_a, lies_b, lies_out = gemm.layout(a), gemm.layout(b), gemm.layout(out)
    if lies_a is None or lies_b is None or lies_out is None:
        return False
    if lies_out[0]:  # column by column: out^T = b^T a^T
        return product(b.T, a.T, out.T, scale, keep)
    (turn_a, step_a), (turn_b, step_b), (_, step) = lies_a, lies_b, lies_out
    found = library()
    assert found is not None
    with _library.lock:
        found.use_threads()
        status = found.sgemm(
            *(_LETTERS[turn_a], _LETTERS[turn_b], out.shape[0], out.shape[1], a.shape[1]),
            *(scale, address(a), step_a, address(b), step_b, keep, address(out), step),
        )
    if status:
        raise Failure("sgemm", status)
    return True

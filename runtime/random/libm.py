"""Elementary functions with the C library's bits, on whole arrays.

Torch calls libm for each number. numpy's vectorised loops (SVML on AVX-512 machines) differ from
it in the last bit here and there, but numpy leaves them for libm where the memory of input and
output is interleaved. So the columns of one (n, 2) buffer are what gives Torch's exact bits.
"""

from __future__ import annotations

import numpy as np

_BLOCK = 8192


def exact(function: np.ufunc, values: np.ndarray) -> np.ndarray:
    """``function(values)`` for a 1-D float64 array, in place; returns `values`."""
    buffer = np.empty((min(len(values), _BLOCK), 2))
    for start in range(0, len(values), _BLOCK):
        part = values[start : start + _BLOCK]
        source, result = buffer[: len(part), 0], buffer[: len(part), 1]
        source[...] = part
        function(source, out=result)
        part[...] = result
    return values

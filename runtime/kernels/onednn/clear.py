"""Large arrays set to zero on all threads."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import library as _library
from .chain import fits, run

_LESS = 0x1FFF9  # dnnl_binary_lt
#: Of fewer elements numpy has set all before the threads have met.
FEWEST = 1 << 17


def clear(out: Any) -> bool:
    """out = 0, if it is large, contiguous and float32. Returns whether oneDNN did it, which is not loaded for this."""
    if type(out) is not np.ndarray or out.size < FEWEST or not _library.loaded() or not fits(out):
        return False
    size = (out.size,)
    return run(size, ((_LESS, size),), out, (out,), out)  # nothing, not even NaN, is less than itself

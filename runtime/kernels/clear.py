"""Arrays set to zero, large ones (the gradients of a net) by the threads of the library that computes anyway."""

from __future__ import annotations

from typing import Any

import numpy as np

from .blas import routines_in_use, scale
from .onednn import clear as _onednn


def clear(out: Any) -> None:
    """out = 0."""
    if _onednn.clear(out):
        return
    large = type(out) is np.ndarray and out.size >= _onednn.FEWEST and out.flags.carray
    found = routines_in_use(out.dtype) if large else None
    if found is None:
        out.fill(0)
    else:
        scale(found, out, 0)

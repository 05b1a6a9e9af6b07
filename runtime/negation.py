"""Unary minus into a given array."""

from __future__ import annotations

from typing import Any

import numpy as np


def negative(x: Any, out: Any) -> Any:
    """out = -x; returns out.

    np.negative itself (2.4.6) gives wrong numbers where `out` has gaps and the elements of `x` lie 4 (of 4 bytes)
    or 8 (of 8 bytes) apart.
    """
    if x.dtype.kind == "u":
        return np.negative(x, out=out)
    return np.multiply(x, -1, out=out)

"""Choosing elements by a mask without branches: several times faster than numpy.where on random data.

The bits of the floats are combined with the mask as integers, so that what is not chosen leaves no
trace, not even where it is NaN or infinite.
"""

from __future__ import annotations

from typing import Any

import numpy as np

_INTEGER = {2: np.dtype("i2"), 4: np.dtype("i4"), 8: np.dtype("i8")}


def _bits(array: Any) -> Any:
    return array.view(_INTEGER[array.dtype.itemsize])


def keep(mask: Any, source: Any, out: Any) -> None:
    """out = source where `mask`, else 0. The mask, a fresh boolean array, is used up."""
    whole = mask.view("i1")
    np.negative(whole, out=whole)  # true becomes -1: all bits set
    np.bitwise_and(_bits(source), whole, out=_bits(out))


def choose(mask: Any, yes: float, no: float, out: Any) -> None:
    """out = the number `yes` where `mask`, else `no`."""
    target = _bits(out)
    a, b = np.array([yes, no], out.dtype).view(target.dtype).tolist()
    np.multiply(mask.view("i1"), a ^ b, out=target, dtype=target.dtype)
    np.bitwise_xor(target, b, out=target)

"""Exact decimal ties: LuaJIT rounds them away from zero, Python and C to the even digit.

A number x is a tie at k decimals if x * 10^k ends in exactly .5, which is so if and only if
x * 2^(k+1) is an odd integer (for k < 0: if x / (5 * 10^(-k-1)) is one).
"""

from __future__ import annotations

import math

import numpy as np

_EXACT = float(1 << 53)


def is_tie(x: float, decimals: int) -> bool:
    """Whether the finite `x` lies halfway between two numbers of that many decimals (maybe negative)."""
    if decimals >= 0:
        if abs(x) >= _EXACT or decimals > 1074:
            return False
        scaled = math.ldexp(x, decimals + 1)
        return abs(scaled) < _EXACT and scaled % 2.0 == 1.0
    if x != math.floor(x):
        return False
    quotient, rest = divmod(abs(int(x)), 5 * 10 ** (-decimals - 1))
    return rest == 0 and quotient % 2 == 1


def rounded_up(x: float, decimals: int) -> int:
    """|x| * 10^decimals of a tie, rounded away from zero."""
    top, bottom = abs(x).as_integer_ratio()
    if decimals >= 0:
        return (2 * top * 10**decimals + bottom) // (2 * bottom)
    unit = bottom * 10**-decimals
    return (2 * top + unit) // (2 * unit)


def ties_fixed(values: np.ndarray, decimals: int) -> np.ndarray:
    """Indices of the ties at `decimals` among float64 `values`."""
    with np.errstate(invalid="ignore", over="ignore"):
        scaled = np.abs(np.ldexp(values, decimals + 1))
        return np.flatnonzero((scaled < _EXACT) & (scaled % 2.0 == 1.0))


def ties_scientific(values: np.ndarray, decimals: int) -> np.ndarray:
    """Indices of the ties when float64 `values` are written with one digit before the point."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        sizes = np.abs(values)
        exponents = np.floor(np.log10(sizes))
        places = np.where(np.isfinite(exponents), decimals - exponents, 0).astype(np.int64)
        scaled = np.ldexp(sizes, (places + 1).astype(np.int32))
        small = (places >= 0) & (scaled < _EXACT) & (scaled % 2.0 == 1.0)
    # Above, a tie has few digits: 22 powers of ten are all that a double can hold exactly.
    large = np.flatnonzero((places < 0) & (places >= -23) & np.isfinite(sizes))
    return np.union1d(np.flatnonzero(small), [i for i in large if is_tie(float(values[i]), int(places[i]))]).astype(int)

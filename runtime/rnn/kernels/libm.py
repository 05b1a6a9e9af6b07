"""Functions of floats rounded as C's library (glibc's expf, expm1f and tanhf) rounds them.

numpy's own loops for float32 are faster, and off by one in the last place for every third value; what
feeds its results back shows it soon. All arithmetic here is in single precision where the library's is.
"""

from __future__ import annotations

from typing import Any

import numpy as np

_ONE, _TWO, _HALF, _QUARTER = np.float32(1), np.float32(2), np.float32(0.5), np.float32(-0.25)


def _float(bits: int) -> Any:
    return np.array(bits, np.uint32).view(np.float32)[()]


#: ln 2 in two parts, and 1 / ln 2.
_LN2_HIGH, _LN2_LOW, _BY_LN2 = _float(0x3F317180), _float(0x3717F7D1), _float(0x3FB8AA3B)
#: Coefficients of the rational approximation of expm1 on [-ln 2 / 2, ln 2 / 2].
_Q = [_float(bits) for bits in (0xBD088889, 0x3AD00D01, 0xB8A670CD, 0x36867E54, 0xB457EDBB)]
_HALF_LN2, _THREE_HALVES_LN2 = _float(0x3EB17218), _float(0x3F851592)


def exp(x: Any) -> Any:
    """The exponentials of floats, by way of doubles."""
    with np.errstate(over="ignore"):
        return np.exp(x, dtype=np.float64).astype(np.float32)


def _powers(x: Any) -> Any:
    """k so that x - k ln 2 is small."""
    size = np.abs(x)
    nearest = np.trunc(_BY_LN2 * x + np.copysign(_HALF, x))
    return np.where(size > _HALF_LN2, np.where(size < _THREE_HALVES_LN2, np.sign(x), nearest), np.float32(0))


def expm1(x: Any) -> Any:
    """exp(x) - 1 of floats between -44 and 44."""
    k = _powers(x)
    high, low = x - k * _LN2_HIGH, k * _LN2_LOW
    r = high - low
    rest = (high - r) - low
    half = _HALF * r
    square = r * half
    series = _ONE + square * (_Q[0] + square * (_Q[1] + square * (_Q[2] + square * (_Q[3] + square * _Q[4]))))
    t = np.float32(3) - series * half
    e = square * ((series - t) / (np.float32(6) - r * t))
    near = r - (r * e - square)
    e = r * (e - rest) - rest - square
    whole = k.astype(np.int32)
    scale, inverse = np.ldexp(_ONE, whole), np.ldexp(_ONE, -whole)
    once = np.where(r < _QUARTER, -_TWO * (e - (r + _HALF)), _ONE + _TWO * (r - e))
    small = np.where(k == -1, _HALF * (r - e) - _HALF, once)
    middle = ((_ONE - inverse) - (e - r)) * scale
    large = ((r - (e + inverse)) + _ONE) * scale
    far = np.where((k <= -2) | (k > 56), (_ONE - (e - r)) * scale - _ONE, np.where(k < 23, middle, large))
    return np.where(k == 0, near, np.where(np.abs(k) == 1, small, far)).astype(np.float32)


def tanh(x: Any) -> Any:
    """The hyperbolic tangents of floats."""
    size = np.fmin(np.abs(x), np.float32(22))
    large, double = size >= 1, size + size
    t = expm1(np.where(large, double, -double))
    result = np.where(large, _ONE - _TWO / (t + _TWO), -t / (t + _TWO))
    return np.where(x == x, np.copysign(np.where(size >= 22, _ONE, result), x), x)

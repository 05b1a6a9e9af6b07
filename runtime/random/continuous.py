"""Continuous distributions: uniform, normal, log-normal, exponential, Cauchy."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..errors import argument_error
from .fill import fill
from .generator import Generator, default_generator
from .libm import exact

#: Up to here one call per number costs less than some ten calls of numpy.
_FEW = 16


def _real(array: Any, value: float) -> float:
    """A parameter as Torch passes it: converted to the tensor's element type first."""
    return float(value) if array.dtype == np.float64 else float(array.dtype.type(value))


def uniform_(array: Any, a: float = 0, b: float = 1, generator: Generator = default_generator) -> Any:
    """Fills `array` with numbers of [a, b); returns it."""
    a, b = _real(array, a), _real(array, b)

    def produce(count: int) -> np.ndarray:
        values = generator.uniforms(count)
        if (a, b) != (0.0, 1.0):
            values *= b - a
            values += a
        return values

    return fill(array, produce)


def normals(generator: Generator, count: int, mean: float = 0.0, stdv: float = 1.0) -> np.ndarray:
    """The next `count` normal numbers, as float64."""
    if count < _FEW:
        return np.array([generator.normal(mean, stdv) for _ in range(count)])
    values = np.empty(count)
    start = 0
    if generator.pair_is_half_used:
        values[0] = generator.normal()
        start = 1
    _pairs(generator, values[start:])
    values *= stdv
    values += mean
    return values


def _pairs(generator: Generator, values: np.ndarray) -> None:
    """Fills `values` with whole Box-Muller pairs; of an odd last one the generator keeps the rest."""
    pairs, whole = (len(values) + 1) // 2, len(values) // 2
    draws = generator.uniforms(2 * pairs)
    x, y = draws[0::2], draws[1::2]
    radius = exact(np.log, 1.0 - y)
    radius *= -2.0
    np.sqrt(radius, out=radius)
    generator.pair = (float(x[-1]), float(y[-1]), float(radius[-1]))
    generator.pair_is_half_used = pairs > whole
    angle = x * (2.0 * math.pi)
    np.multiply(exact(np.cos, angle.copy()), radius, out=values[0::2])
    np.multiply(exact(np.sin, angle)[:whole], radius[:whole], out=values[1::2])


def normal_(array: Any, mean: float = 0, stdv: float = 1, generator: Generator = default_generator) -> Any:
    """Fills `array` with normal numbers; returns it. The deviation must be positive."""
    mean, stdv = _real(array, mean), _real(array, stdv)
    _check_deviation(stdv, array)
    return fill(array, lambda count: normals(generator, count, mean, stdv))


def logNormal_(array: Any, mean: float = 1, stdv: float = 2, generator: Generator = default_generator) -> Any:
    """Fills `array` with exponentials of normal numbers; returns it."""
    mean, stdv = _real(array, mean), _real(array, stdv)
    _check_deviation(stdv, array)
    return fill(array, lambda count: exact(np.exp, normals(generator, count, mean, stdv)))


def _check_deviation(stdv: float, array: Any) -> None:
    if array.size and not stdv > 0:
        raise argument_error(2, "standard deviation must be strictly positive")


def exponential_(array: Any, rate: float, generator: Generator = default_generator) -> Any:
    """Fills `array` with numbers of density rate * exp(-rate * x); returns it."""
    factor = _divide(-1.0, _real(array, rate))
    return fill(array, lambda count: log_complements(generator, count) * factor)


def log_complements(generator: Generator, count: int) -> np.ndarray:
    """log(1 - u) of the next `count` uniform numbers."""
    values = generator.uniforms(count)
    return exact(np.log, np.subtract(1.0, values, out=values))


def cauchy_(array: Any, median: float = 0, sigma: float = 1, generator: Generator = default_generator) -> Any:
    """Fills `array` with Cauchy numbers; returns it."""
    median, sigma = _real(array, median), _real(array, sigma)

    def produce(count: int) -> np.ndarray:
        values = generator.uniforms(count)
        values -= 0.5
        values *= math.pi
        values = exact(np.tan, values)
        values *= sigma
        values += median
        return values

    return fill(array, produce)


# -- one number at a time ------------------------------------------------------------------------


def exponential(rate: float, generator: Generator = default_generator) -> float:
    return _divide(-1.0, rate) * math.log(1.0 - generator.uniform())


def cauchy(median: float = 0, sigma: float = 1, generator: Generator = default_generator) -> float:
    return median + sigma * math.tan(math.pi * (generator.uniform() - 0.5))


def logNormal(mean: float = 1, stdv: float = 2, generator: Generator = default_generator) -> float:
    value = generator.normal(mean, stdv)
    return math.exp(value) if value < 709.0 else float(np.exp(value))


def _divide(a: float, b: float) -> float:
    """a / b where b may be 0, as in C."""
    return a / b if b else math.copysign(math.inf, a) * math.copysign(1.0, b)

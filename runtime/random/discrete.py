"""Discrete distributions: integers, Bernoulli, geometric, permutations."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .. import backend
from ..errors import TorchError, argument_error, sizes
from .continuous import log_complements
from .fill import fill, store
from .generator import Generator, default_generator

#: What random() without bounds takes the 32-bit draw modulo of; other types keep the whole draw.
_MODULUS = {"u1": 1 << 8, "i1": 1 << 7, "i2": 1 << 15, "i4": 1 << 31, "f4": (1 << 24) + 1}


def random_(array: Any, *bounds: int, generator: Generator = default_generator) -> Any:
    """Fills `array` with integers: of the type's whole range, of 1..n, or of a..b; returns it."""
    if bounds:
        low, span = _range(bounds)
    else:
        low, span = 0, _MODULUS.get(array.dtype.str[1:], 1 << 32)

    def produce(count: int) -> np.ndarray:
        draws = generator.draws(count)
        draws %= np.uint64(span)
        # Unsigned as in Torch: a negative number wraps, and in real tensors becomes 1.8e19.
        draws += np.uint64(low % (1 << 64))
        return draws

    return fill(array, produce)


def random(*bounds: int, generator: Generator = default_generator) -> int:
    """One integer: of 0..2^32-1, of 1..n, or of a..b."""
    if not bounds:
        return generator.draw()
    low, span = _range(bounds)
    return generator.draw() % span + low


def _range(bounds: tuple[int, ...]) -> tuple[int, int]:
    """The lowest number and how many there are."""
    if len(bounds) == 1:
        n = int(bounds[0])
        if n <= 0:
            raise argument_error(1, "upper bound must be strictly positive")
        return 1, n
    a, b = int(bounds[0]), int(bounds[1])
    if b < a:
        raise argument_error(2, "upper bound must be larger than lower bound")
    return a, b + 1 - a


def bernoulli_(array: Any, p: Any = 0.5, generator: Generator = default_generator) -> Any:
    """Fills `array` with 1 (with probability `p`) and 0; `p` is a number or an array of probabilities."""
    if isinstance(p, (int, float)):
        if array.size and not 0 <= p <= 1:
            raise argument_error(1, "must be >= 0 and <= 1")
        return fill(array, lambda count: generator.uniforms(count) <= p)
    if p.size != array.size:
        raise TorchError(
            f"inconsistent tensor size, expected self {_sizes(array)} and p {_sizes(p)} to have "
            f"the same number of elements, but got {array.size} and {p.size} elements respectively"
        )
    chances = backend.to_host(p).reshape(-1)
    if not ((chances >= 0) & (chances <= 1)).all():
        raise argument_error(1, "must be >= 0 and <= 1")
    return store(array, generator.uniforms(array.size) <= chances)


def bernoulli(p: float = 0.5, generator: Generator = default_generator) -> int:
    if not 0 <= p <= 1:
        raise argument_error(1, "must be >= 0 and <= 1")
    return int(generator.uniform() <= p)


def geometric_(array: Any, p: float, generator: Generator = default_generator) -> Any:
    """Fills `array` with integers i of probability (1 - p) * p^(i - 1); returns it."""
    _check_open(p)
    log_p = math.log(p)
    return fill(array, lambda count: (log_complements(generator, count) / log_p).astype(np.int32) + 1)


def geometric(p: float, generator: Generator = default_generator) -> int:
    _check_open(p)
    return int(math.log(1.0 - generator.uniform()) / math.log(p)) + 1


def _check_open(p: float) -> None:
    if not 0 < p < 1:
        raise argument_error(1, "must be > 0 and < 1")


def permutation(n: int, generator: Generator = default_generator) -> np.ndarray:
    """A random order of 1..n, int64. Each swap builds on the one before, hence a loop over a list."""
    if n <= 0:
        raise argument_error(1, "must be strictly positive")
    order = list(range(1, n + 1))
    steps = np.arange(n - 1, dtype=np.uint64)
    partners = generator.draws(n - 1) % (np.uint64(n) - steps) + steps
    for i, j in enumerate(partners.tolist()):
        order[i], order[j] = order[j], order[i]
    return np.array(order)


def _sizes(array: Any) -> str:
    """Sizes as TH shows them; a tensor without dimension has an array of no element."""
    return sizes(array.shape if array.size else ())

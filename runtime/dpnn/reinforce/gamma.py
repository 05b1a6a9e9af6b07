"""Numbers of Gamma distributions from Torch's stream of random numbers, and the digamma function."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import backend
from ...random import STATE, Generator, default_generator

#: Coefficients of the asymptotic series of digamma in 1 / x^2 (Bernoulli numbers over 2k), highest power first.
_SERIES = (1 / 12, -691 / 32760, 1 / 132, -1 / 240, 1 / 252, -1 / 120, 1 / 12, 0.0)


def gammas(shape: np.ndarray, scale: np.ndarray, generator: Generator = default_generator) -> np.ndarray:
    """Random numbers of the Gamma distributions with these shapes and scales, in the arrays' order.

    Torch takes them from randomkit, which numpy's RandomState is; the draws are those of `generator`,
    which goes on after them. Half a normal pair that is left over is dropped.
    """
    record = np.frombuffer(generator.get_state().tobytes(), STATE).copy()
    bits = np.random.MT19937(0)
    key = record["state"][0].astype(np.uint32)
    bits.state = {"bit_generator": "MT19937", "state": {"key": key, "pos": int(record["next"][0]) or len(key)}}
    drawn = np.random.RandomState(bits).gamma(shape.astype(np.float32), scale.astype(np.float32))
    state: Any = bits.state["state"]
    record["state"], record["next"], record["left"] = state["key"], state["pos"], 1 + len(key) - state["pos"]
    generator.set_state(record.view(np.uint8))
    return drawn


def digamma(x: Any) -> Any:
    """The derivative of the logarithm of the gamma function, for positive x."""
    xp = backend.get_array_module(x)
    z = x.astype("f8")
    result = xp.zeros(x.shape)
    for _ in range(10):  # psi(z) = psi(z + 1) - 1 / z, until the series below is exact
        low = z < 10
        result -= xp.where(low, 1 / z, 0)
        z = z + low
    return result + xp.log(z) - 0.5 / z - xp.polyval(xp.asarray(_SERIES), 1 / (z * z))

"""Floats are rounded as glibc rounds them."""

from __future__ import annotations

import ctypes
import platform

import numpy as np
import pytest

from runtime.rnn.kernels import libm

glibc = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="there is another C library")
X = (np.random.default_rng(3).normal(size=4000) * np.repeat([0.01, 0.3, 1, 8], 1000)).astype(np.float32)


def in_c(name: str, x: np.ndarray) -> np.ndarray:
    function = getattr(ctypes.CDLL("libm.so.6"), name)
    function.restype, function.argtypes = ctypes.c_float, [ctypes.c_float]
    return np.array([function(float(value)) for value in x], np.float32)


@glibc
@pytest.mark.parametrize(("name", "function"), [("tanhf", libm.tanh), ("expm1f", libm.expm1)])
def test_bit_by_bit(name: str, function: object) -> None:
    assert np.mean(function(X) == in_c(name, X)) > 0.999  # type: ignore[operator]


@glibc
def test_exp() -> None:
    assert np.mean(libm.exp(X) == in_c("expf", X)) > 0.99


def test_limits() -> None:
    x = np.array([np.inf, -np.inf, np.nan, 0.0, -0.0, 30], np.float32)
    assert np.array_equal(libm.tanh(x), np.array([1, -1, np.nan, 0, -0.0, 1], np.float32), equal_nan=True)
    assert np.signbit(libm.tanh(x)[4])

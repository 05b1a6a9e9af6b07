"""Functions of floats against the C library's own, one number at a time."""

from __future__ import annotations

import ctypes
import ctypes.util

import numpy as np
import pytest

from runtime import torch

LIBRARY = ctypes.util.find_library("m")
X = np.random.default_rng(1).uniform(0.01, 0.99, 400).astype(np.float32)


@pytest.mark.skipif(LIBRARY is None, reason="no C library to compare with")
@pytest.mark.parametrize(
    "name", ["exp", "log", "sin", "cos", "tan", "log1p", "asin", "acos", "atan", "sinh", "cosh", "pow"]
)
def test_floats_are_those_of_the_library(name: str) -> None:
    function = getattr(ctypes.CDLL(LIBRARY), name + "f")
    rest = (2.5,) if name == "pow" else ()
    function.argtypes, function.restype = [ctypes.c_float] * (1 + len(rest)), ctypes.c_float
    expected = np.array([function(float(x), *rest) for x in X], np.float32)
    found = getattr(torch, name)(torch.from_numpy(X), *rest).array
    off = np.flatnonzero(found != expected)
    assert len(off) <= 0.05 * len(X), "a third is off where numpy's own loops are used"
    np.testing.assert_allclose(found, expected, rtol=3e-7)


def test_layouts_and_results_in_place() -> None:
    x = torch.from_numpy(X.reshape(20, 20).copy())
    expected = torch.tan(x).array.copy()
    np.testing.assert_array_equal(torch.tan(x.t()).array.T, expected)
    x.tan()
    np.testing.assert_array_equal(x.array, expected)
    assert torch.FloatTensor().exp().nElement() == 0

"""Unary minus for every pair of strides, which np.negative(out=) fails at."""

from __future__ import annotations

import numpy as np
import pytest

from runtime import torch
from runtime.negation import negative


@pytest.mark.parametrize("code", ["f4", "f8", "f2", "i2", "i4", "i8", "u1"])
def test_strides(code: str) -> None:
    for count in (1, 2, 3, 9, 20):
        for apart in (1, 2, 3, 4, 5, 8, 16):
            for gap in (1, 2, 3, 4, 8):
                x = np.repeat(np.arange(1, count + 1).astype(code), apart)[::apart]
                out = np.zeros(count * gap, code)[::gap]
                assert negative(x, out) is out
                assert out.tolist() == [(256 - n if code == "u1" else -n) for n in range(1, count + 1)]


def test_sign_of_zero() -> None:
    assert np.signbit(negative(np.zeros(2), np.ones(2))).all()


def test_operator_on_a_transposed_tensor() -> None:
    t = torch.DoubleTensor(8, 8, 3).copy(torch.range(1, 192)).select(3, 2).t()
    assert ((-t).array == t.array * -1.0).all()

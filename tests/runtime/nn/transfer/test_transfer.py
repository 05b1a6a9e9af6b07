"""Transfer functions in place, and gradients of another shape."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from runtime import nn, registry, torch


def cudnn(name: str) -> Any:
    return registry.lookup(f"cudnn.{name}")


def normal(*size: int) -> np.ndarray:
    return np.random.default_rng(sum(size)).standard_normal(size) * 2


INPLACE: list[tuple[str, Callable[[Any], Any]]] = [
    ("AddConstant", lambda flag: nn.AddConstant(1.5, flag)),
    ("ClippedReLU", lambda flag: cudnn("ClippedReLU")(1.5, flag)),
    ("ELU", lambda flag: nn.ELU(0.7, flag)),
    ("HardTanh", lambda flag: nn.HardTanh(-0.5, 0.5, flag)),
    ("LeakyReLU", lambda flag: nn.LeakyReLU(0.2, flag)),
    ("MulConstant", lambda flag: nn.MulConstant(2, flag)),
    ("RReLU", lambda flag: nn.RReLU(0.1, 0.9, flag)),
    ("ReLU", nn.ReLU),
    ("ReLU6", nn.ReLU6),
    ("Threshold", lambda flag: nn.Threshold(0.3, -2, flag)),
]


def backward(module: Any, x: Any, g: Any) -> tuple[np.ndarray, np.ndarray]:
    torch.manualSeed(3)
    output = module.forward(x).array.copy()
    return output, module.backward(x, g).array.copy()


@pytest.mark.parametrize("make", [c[1] for c in INPLACE], ids=[c[0] for c in INPLACE])
def test_in_place_gives_the_same(make: Callable[[Any], Any]) -> None:
    x, g = torch.from_numpy(normal(4, 5)), torch.from_numpy(normal(5, 4).T)
    expected = backward(make(False), x.clone(), g.clone())
    module = make(True)
    own_x, own_g = x.clone(), g.clone()
    torch.manualSeed(3)
    assert module.forward(own_x).storage() is own_x.storage()
    np.testing.assert_array_equal(module.output.array, expected[0])
    assert module.backward(own_x, own_g).storage() is own_g.storage()
    np.testing.assert_allclose(own_g.array, expected[1], rtol=1e-14)
    if isinstance(module, (nn.AddConstant, nn.MulConstant)):
        np.testing.assert_allclose(own_x.array, x.array, rtol=1e-14)  # these put the input back


def test_gradients_take_any_shape_of_the_right_count() -> None:
    module, x, g = nn.Sigmoid(), torch.from_numpy(normal(4, 5)), normal(4, 5)
    module.forward(x)
    expected = module.backward(x, torch.from_numpy(g)).array.copy()
    np.testing.assert_array_equal(module.backward(x, torch.from_numpy(g.reshape(20))).array, expected)

"""All transfer functions in one table: gradients, types, strides, reuse of outputs, in-place variants."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from runtime import nn, registry, torch
from runtime.nn import transfer

from ..gradients import gradient_errors

Make = Callable[[], Any]


def cudnn(name: str) -> Any:
    return registry.lookup(f"cudnn.{name}")


def normal(*size: int) -> np.ndarray:
    return np.random.default_rng(sum(size)).standard_normal(size) * 2


def positive(*size: int) -> np.ndarray:
    return np.random.default_rng(sum(size)).uniform(0.1, 3, size)


#: name, how to make the module, an input of it
CASES: list[tuple[str, Make, np.ndarray]] = [
    ("Abs", nn.Abs, normal(4, 5)),
    ("AddConstant", lambda: nn.AddConstant(1.5), normal(4, 3)),
    ("AddConstant vector", lambda: nn.AddConstant(torch.DoubleTensor([1, 2, 3])), normal(4, 3)),
    ("CReLU", lambda: nn.CReLU(2), normal(3, 4, 2)),
    ("Clamp", lambda: nn.Clamp(-0.5, 1.5), normal(4, 5)),
    ("ClippedReLU", lambda: cudnn("ClippedReLU")(1.5), normal(4, 5)),
    ("ELU", lambda: nn.ELU(0.7), normal(4, 5)),
    ("ELU default", nn.ELU, normal(2, 3, 2)),
    ("Exp", nn.Exp, normal(4, 5)),
    ("GatedLinearUnit", nn.GatedLinearUnit, normal(3, 6)),
    ("GatedLinearUnit dim", lambda: nn.GatedLinearUnit(2), normal(2, 4, 3)),
    ("HardShrink", lambda: nn.HardShrink(0.8), normal(4, 5)),
    ("HardTanh", nn.HardTanh, normal(4, 5)),
    ("LeakyReLU", lambda: nn.LeakyReLU(0.2), normal(4, 5)),
    ("LeakyReLU steep", lambda: nn.LeakyReLU(-1.5), normal(4, 5)),
    ("Log", nn.Log, positive(4, 5)),
    ("LogSigmoid", nn.LogSigmoid, normal(4, 5)),
    ("LogSoftMax", nn.LogSoftMax, normal(4, 5)),
    ("MulConstant", lambda: nn.MulConstant(-2.5), normal(4, 5)),
    ("PReLU", nn.PReLU, normal(4, 5)),
    ("PReLU planes", lambda: nn.PReLU(3), normal(2, 3, 4)),
    ("PReLU vector", lambda: nn.PReLU(5), normal(5)),
    ("Power", lambda: nn.Power(2.5), positive(4, 5)),
    ("RReLU", lambda: nn.RReLU(0.1, 0.9), normal(4, 5)),
    ("ReLU", nn.ReLU, normal(4, 5)),
    ("ReLU6", nn.ReLU6, normal(4, 5)),
    ("Sigmoid", nn.Sigmoid, normal(4, 5)),
    ("SoftMax", nn.SoftMax, normal(4, 5)),
    ("SoftMax vector", nn.SoftMax, normal(6)),
    ("SoftMin", nn.SoftMin, normal(4, 5)),
    ("SoftPlus", lambda: nn.SoftPlus(2), normal(4, 5)),
    ("SoftShrink", lambda: nn.SoftShrink(0.8), normal(4, 5)),
    ("SoftSign", nn.SoftSign, normal(4, 5)),
    ("SpatialLogSoftMax", nn.SpatialLogSoftMax, normal(2, 3, 2, 2)),
    ("SpatialSoftMax", nn.SpatialSoftMax, normal(3, 2, 2)),
    ("Sqrt", nn.Sqrt, positive(4, 5)),
    ("Square", nn.Square, normal(4, 5)),
    ("Tanh", nn.Tanh, normal(4, 5)),
    ("TanhShrink", nn.TanhShrink, normal(4, 5)),
    ("Threshold", lambda: nn.Threshold(0.3, -2), normal(4, 5)),
    ("Threshold zero", lambda: nn.Threshold(0.3, 0), normal(4, 5)),
    ("VolumetricLogSoftMax", lambda: cudnn("VolumetricLogSoftMax")(), normal(3, 2, 2, 2)),
    ("VolumetricSoftMax", lambda: cudnn("VolumetricSoftMax")(), normal(2, 3, 2, 1, 2)),
]
each = pytest.mark.parametrize("make, x", [c[1:] for c in CASES], ids=[c[0] for c in CASES])

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


def test_every_class_is_here() -> None:
    tested = {type(make()).__name__ for _, make, _ in CASES}
    assert tested == set(transfer.__all__)


@each
def test_gradients(make: Make, x: np.ndarray) -> None:
    errors = gradient_errors(make(), torch.from_numpy(x.copy()))
    assert max(errors.values()) < 1e-7, errors


@each
def test_float_is_double_rounded(make: Make, x: np.ndarray) -> None:
    module = make()
    g = torch.from_numpy(normal(*module.forward(torch.from_numpy(x.copy()))._size))
    output, gradient = backward(module, torch.from_numpy(x.copy()), g.clone())
    narrow_output, narrow_gradient = backward(module.float(), torch.from_numpy(x.astype("f4")), g.float())
    assert narrow_output.dtype == narrow_gradient.dtype == np.float32
    np.testing.assert_allclose(narrow_output, output, rtol=2e-5, atol=2e-6)
    np.testing.assert_allclose(narrow_gradient, gradient, rtol=2e-5, atol=2e-5)


@each
def test_strides_do_not_matter(make: Make, x: np.ndarray) -> None:
    if isinstance(make(), nn.CReLU):
        pytest.skip("CReLU views its input, which must be contiguous")
    module = make()
    g = normal(*module.forward(torch.from_numpy(x.copy()))._size)
    expected = backward(module, torch.from_numpy(x), torch.from_numpy(g))
    strided = [torch.from_numpy(np.repeat(a.T, 2, 0)[::2].T) for a in (x, g)]
    assert x.size == 1 or not strided[0].isContiguous()
    for want, got in zip(expected, backward(module, *strided)):
        np.testing.assert_allclose(got, want, rtol=1e-14, atol=1e-15)


@each
def test_tensors_are_reused_and_follow_the_size(make: Make, x: np.ndarray) -> None:
    module = make()
    t = torch.from_numpy(x)
    first = module.forward(t)
    g = first.clone()
    gradient = module.backward(t, g)
    if x.ndim == 2:
        larger = torch.from_numpy(np.concatenate((x, x)))
        assert module.forward(larger) is first and first._size[0] == 2 * len(x)
        assert module.backward(larger, first.clone()) is gradient and gradient._size == larger._size
    again = module.forward(t)
    assert again is first and again._size == g._size
    if not isinstance(module, nn.RReLU):
        assert (again.array == g.array).all()


@each
def test_clone_clear_and_evaluate(make: Make, x: np.ndarray) -> None:
    module = make()
    module.evaluate()
    expected = module.forward(torch.from_numpy(x)).array.copy()
    module.backward(torch.from_numpy(x), torch.from_numpy(expected.copy()))
    for other in (module.clone(), module.clearState(), module.clone()):
        assert repr(other) == repr(module)
        np.testing.assert_array_equal(other.forward(torch.from_numpy(x)).array, expected)
        np.testing.assert_array_equal(other.forward(torch.from_numpy(x)).array, expected)


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

"""What is special about single transfer functions: extremes, texts, errors, random slopes, old files."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from runtime import TorchError, nn, registry, torch
from runtime.kernels import native
from runtime.nn.transfer.select import choose, keep

TYPES = {"f8": torch.DoubleTensor, "f4": torch.FloatTensor}


def forward(module: Any, values: Any, dtype: str = "f8") -> np.ndarray:
    if dtype == "f4":
        module.float()
    return module.forward(TYPES[dtype](values)).array


@pytest.mark.parametrize("dtype", ["f4", "f8"])
@pytest.mark.parametrize(
    "make, x, y",
    [
        (nn.Sigmoid, [-2000, 2000, 0], [0, 1, 0.5]),
        (nn.LogSigmoid, [-2000, 2000, 0], [-2000, 0, -np.log(2)]),
        (nn.SoftPlus, [-2000, 2000, 0], [0, 2000, np.log(2)]),
        (nn.Tanh, [-2000, 2000, 0], [-1, 1, 0]),
        (nn.SoftMax, [-2000, 2000, 2000], [0, 0.5, 0.5]),
        (nn.SoftMin, [-2000, 2000, -2000], [0.5, 0, 0.5]),
        (nn.LogSoftMax, [-2000, 2000, 2000], [-4000 - np.log(2), -np.log(2), -np.log(2)]),
        (nn.ELU, [-2000, 2000, 0], [-1, 2000, 0]),
    ],
    ids=lambda v: getattr(v, "__name__", ""),
)
def test_extremes_neither_overflow_nor_warn(make: Any, x: list, y: list, dtype: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        module = make()
        np.testing.assert_allclose(forward(module, x, dtype), y, rtol=1e-6, atol=1e-7)
        gradient = module.backward(TYPES[dtype](x), TYPES[dtype]([1, 1, 1])).array
    assert np.isfinite(gradient).all()


def test_small_tails_are_kept() -> None:
    assert forward(nn.Sigmoid(), [-40]) == pytest.approx(np.exp(-40), rel=1e-14)
    assert forward(nn.LogSigmoid(), [40]) == pytest.approx(-np.exp(-40), rel=1e-14)
    assert forward(nn.SoftPlus(), [-40]) == pytest.approx(np.exp(-40), rel=1e-14)
    assert forward(nn.ELU(), [-1e-12]) == pytest.approx(-1e-12, rel=1e-9)


def test_what_is_masked_leaves_no_trace() -> None:
    bad = np.array([np.nan, np.inf, 3, -np.inf])
    out = np.empty(4)
    keep(np.array([False, False, True, False]), bad, out)
    assert out.tolist() == [0, 0, 3, 0]
    for dtype in ("f2", "f4", "f8"):
        out = np.empty(3, dtype)
        choose(np.array([True, False, True]), 0.1, -7, out)
        assert out.tolist() == [out.dtype.type(0.1), -7, out.dtype.type(0.1)]
    module = nn.ReLU()
    forward(module, [-1, 2])
    assert module.backward(torch.DoubleTensor([-1, 2]), torch.DoubleTensor([np.nan, 5])).tolist() == [0, 5]
    assert forward(nn.ReLU(), [np.nan, -0.0]).tolist() == [0, 0]


@pytest.mark.parametrize(
    "module, text",
    [
        (nn.ELU(0.5), "nn.ELU (alpha:0.500000)"),
        (nn.LeakyReLU(), "nn.LeakyReLU(0.01)"),
        (nn.RReLU(1 / 8, 1 / 3), "nn.RReLU (l:0.125000, u:0.333333)"),
        (nn.CReLU(3), "CReLU()"),
        (nn.Threshold(), "nn.Threshold"),
    ],
    ids=lambda v: type(v).__name__,
)
def test_texts(module: Any, text: str) -> None:
    assert repr(module) == text


@pytest.mark.parametrize(
    "act, text",
    [
        (lambda: nn.ReLU(3), "in-place flag must be boolean"),
        (lambda: nn.Threshold("a"), "nn.Threshold(threshold, value)"),
        (lambda: nn.Threshold(0.1, 0.5, True), "in-place processing requires value (0.5) not exceed threshold (0.1)"),
        (lambda: nn.HardTanh(1, 1), "max_value must be larger than min_value"),
        (lambda: nn.Power(), "nn.Power(power)"),
        (lambda: nn.RReLU(0.5, 0.1), "assertion failed!"),
        (lambda: nn.ELU(1, 1), "assertion failed!"),
        (lambda: nn.MulConstant("2"), "input is not scalar!"),
        (lambda: nn.SoftMax().forward(torch.ones(1, 1, 1, 1, 2)), "1D, 2D, 3D or 4D tensor expected"),
        (lambda: nn.PReLU(3).forward(torch.ones(2, 4)), "Wrong number of input planes. Expected 3 but got 4."),
        (lambda: nn.GatedLinearUnit().forward(torch.ones(2, 3)), "Halving dimension must be even. Dim 2 is size 3"),
        (
            lambda: nn.AddConstant(torch.ones(3)).forward(torch.ones(2, 2)),
            "input is not scalar or doesn't match with the dimension of constant!",
        ),
        (
            lambda: nn.ReLU().backward(torch.ones(2, 3), torch.ones(2)),
            "input and gradOutput have different number of elements: "
            "input[2 x 3] has 6 elements, while gradOutput[2] has 2 elements",
        ),
        (
            lambda: nn.Square().backward(torch.ones(2, 3), torch.ones(3, 2)),
            "input and gradOutput shapes do not match: input [2 x 3], gradOutput [3 x 2]",
        ),
        (
            lambda: nn.Tanh().forward(torch.FloatTensor([1])),
            "nn.Tanh: input is a torch.FloatTensor, but the module works on torch.DoubleTensor",
        ),
        (lambda: nn.Tanh().forward(3), "nn.Tanh: input must be a tensor, not number"),
    ],
)
def test_errors(act: Any, text: str) -> None:
    with pytest.raises(TorchError) as caught:
        act()
    assert text in str(caught.value)


@pytest.mark.parametrize("make", [lambda: nn.MulConstant(1 / 4), lambda: nn.AddConstant(1), lambda: nn.Power(2)])
def test_nothing_converts_what_comes_in(make: Any) -> None:
    with pytest.raises(TorchError, match="input is a torch.ByteTensor, but the module works on torch.DoubleTensor"):
        make().forward(torch.ByteTensor([0, 100, 255]))


def test_leaky_relu_takes_its_flag_second_only() -> None:
    assert nn.LeakyReLU(True).inplace is False and nn.LeakyReLU(True).negval == 0.01
    assert nn.LeakyReLU(0.1, True).inplace is True
    assert nn.LeakyReLU(-0.1, True).inplace is False


def test_rrelu_draws_one_slope_for_each_negative_element() -> None:
    x = torch.DoubleTensor([[-1, 2, -3], [4, -5, 0]])
    module = nn.RReLU(0.25, 0.75)
    torch.manualSeed(11)
    module.forward(x)
    after = torch.random()
    torch.manualSeed(11)
    slopes = [torch.uniform(0.25, 0.75) for _ in range(4)]
    assert torch.random() == after
    assert module.noise.tolist() == [[slopes[0], 1, slopes[1]], [1, slopes[2], slopes[3]]]
    module.evaluate()
    assert module.forward(x).tolist() == [[-0.5, 2, -1.5], [4, -2.5, 0]]


def test_prelu_adds_to_its_gradient_with_a_scale() -> None:
    x, g = torch.DoubleTensor([[-1, 2], [-3, -4]]), torch.ones(2, 2)
    for module, want in ((nn.PReLU(), [-16]), (nn.PReLU(2), [-8, -8])):
        module.zeroGradParameters()
        module.backward(x, g, 0.5)
        module.backward(x, g, 1.5)
        assert module.gradWeight.tolist() == want


def load_old(name: str, **fields: Any) -> Any:
    """An object as the loader makes it from a file: fields, then the class's upgrade."""
    cls = registry.lookup(name)
    module = cls.__new__(cls)
    vars(module).update({"gradInput": torch.DoubleTensor(), "output": torch.DoubleTensor(), **fields})
    module._upgrade(1, name)
    return module


def test_old_and_cousin_files() -> None:
    x = torch.DoubleTensor([-2, 0.5, 9])
    assert load_old("nn.Threshold", threshold=1, val=-5).forward(x).tolist() == [-5, -5, 9]
    assert load_old("cudnn.ReLU", inplace=False, mode="CUDNN_ACTIVATION_RELU").forward(x).tolist() == [0, 0.5, 9]
    assert load_old("nn.HardTanh").forward(x).tolist() == [-1, 0.5, 1]
    assert load_old("nn.Sqrt").forward(torch.DoubleTensor([4])).tolist() == [2]
    assert registry.lookup("cudnn.Tanh") is nn.Tanh and registry.lookup("cudnn.SpatialSoftMax") is nn.SpatialSoftMax


def test_stripped_files_run() -> None:
    module = nn.Tanh()
    del module.output, module.gradInput
    assert module.forward(torch.zeros(2)).tolist() == [0, 0]
    assert module.backward(torch.zeros(2), torch.ones(2)).tolist() == [1, 1]


def test_saved_buffers_are_cleared() -> None:
    for module, names in (
        (nn.SoftSign(), ("temp", "tempgrad")),
        (nn.LogSigmoid(), ("buffer",)),
        (nn.SoftMin(), ("mininput",)),
        (nn.RReLU(), ("noise",)),
        (nn.PReLU(), ("gradWeightBuf", "gradWeightBuf2")),
    ):
        for name in names:
            setattr(module, name, torch.ones(3))
        module.clearState()
        assert all(getattr(module, name).dim() == 0 for name in names)


def test_cuda_checkpoints_run_on_host_input() -> None:
    module = nn.Threshold(0, 0, True).cuda()
    x = torch.FloatTensor([-1, 2])
    if module.output.array.__class__ is not x.array.__class__:
        pytest.skip("a GPU is there: types must match")
    assert np.asarray(module.forward(x)).tolist() == [0, 2]
    assert np.asarray(module.backward(x, torch.FloatTensor([3, 4]))).tolist() == [0, 4]


@pytest.mark.parametrize("inplace", [False, True])
def test_large_rectifiers_take_awkward_values_as_small_ones(inplace: bool) -> None:
    """NaN counts as not above 0; what is cut off leaves no trace of its gradient, not even of an infinite one."""
    x = np.resize(np.array([1, -1, np.nan, -0.0, 0.0, np.inf, -np.inf, 3, -4], "f4"), (2, 3, 5, 999))
    for values in ([1, -2, 3, -4, 5, -6, 7], [1, -2, np.inf, -np.inf, np.nan, -6]):
        g = np.resize(np.array(values, "f4"), x.shape)
        module = nn.ReLU(inplace).float()
        output = module.forward(torch.FloatTensor.wrap(x.copy())).array.copy()
        assert output.tobytes() == np.where(x > 0, x, np.float32(0)).tobytes()
        given = torch.FloatTensor.wrap(output if inplace else x)
        gradient = module.backward(given, torch.FloatTensor.wrap(g.copy())).array
        assert gradient.tobytes() == np.where(x > 0, g, np.float32(0)).tobytes()


@pytest.fixture(params=["C", "numpy"])
def kernels(request: pytest.FixtureRequest) -> Iterator[None]:
    """With the kernels in C, where they are built, and without."""
    with native.disabled() if request.param == "numpy" else contextlib.nullcontext():
        yield


@pytest.mark.usefixtures("kernels")
def test_long_rows_of_log_soft_max() -> None:
    """Digits of the small remain beside a large score; NaN and infinities make the row NaN, -inf alone too."""
    rng = np.random.default_rng(0)
    for size in ((3, 700), (40, 3001), (2, 12001)):
        x = rng.standard_normal(size).astype("f4") * 3
        x[0] -= 40
        x[0, 5] = 0
        shifted = x - x.max(1, keepdims=True).astype("f8")
        rest = np.exp(shifted)
        rest[np.arange(len(x)), x.argmax(1)] = 0
        expected = shifted - np.log1p(rest.sum(1, keepdims=True))
        module = nn.LogSoftMax().float()
        found = module.forward(torch.FloatTensor.wrap(x)).array
        np.testing.assert_allclose(found, expected, rtol=3e-7)
        assert -1e-9 < found[0, 5] < 0
    x = np.zeros((6, 3000), "f4")
    x[0, 1], x[1, 2], x[2] = np.nan, np.inf, -np.inf
    x[3, 1:], x[4, :2] = -np.inf, 50
    found = module.forward(torch.FloatTensor.wrap(x)).array
    assert np.isnan(found[:3]).all()
    assert found[3, 0] == 0 and (found[3, 1:] == -np.inf).all()
    np.testing.assert_allclose(found[4, :3], [-np.log(2), -np.log(2), -50 - np.log(2)], rtol=1e-6)


def exact_soft_max(x: np.ndarray, axis: int) -> np.ndarray:
    powers = np.exp(x.astype("f8") - x.max(axis, keepdims=True))
    return powers / powers.sum(axis, keepdims=True)


@pytest.mark.usefixtures("kernels")
@pytest.mark.parametrize("shape", [(7,), (1,), (3, 70), (600, 130), (5, 1), (4, 3, 5), (2, 4, 3, 5)])
def test_soft_maxima_of_floats(shape: tuple[int, ...]) -> None:
    """Of all shapes, as they lie and turned, with the gradients."""
    rng = np.random.default_rng(len(shape))
    axis = {1: 0, 2: 1, 3: 0, 4: 1}[len(shape)]
    x, g = (rng.standard_normal(shape).astype("f4") * 3 for _ in range(2))
    p, mirrored = exact_soft_max(x, axis), exact_soft_max(-x, axis)
    for module, expected, gradient in (
        (nn.LogSoftMax(), np.log(p), g - p * g.sum(axis, keepdims=True)),
        (nn.SoftMax(), p, p * (g - (p * g).sum(axis, keepdims=True))),
        (nn.SoftMin(), mirrored, -mirrored * (g - (mirrored * g).sum(axis, keepdims=True))),
    ):
        module.float()
        for order in ("C", "F"):
            given = torch.FloatTensor.wrap(np.array(x, order=order))
            for _ in range(2):  # the second time with arrays that are known
                found = module.forward(given).array
                np.testing.assert_allclose(found, expected, rtol=2e-6, atol=2e-6)
                back = module.backward(given, torch.FloatTensor.wrap(np.array(g, order=order))).array
                np.testing.assert_allclose(back, gradient, rtol=1e-5, atol=1e-5 * shape[axis])

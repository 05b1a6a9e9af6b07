"""Random geometries against plain loops, cut into blocks of all kinds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runtime import nn, torch
from runtime.kernels import threads
from runtime.nn.convolution.kernels import blocks, convolve

from . import loops


@pytest.fixture(params=["as it is", "small blocks", "merged samples", "wide", "narrow", "folded", "one thread"])
def cutting(request: Any, monkeypatch: Any) -> str:
    """The ways in which a convolution may be cut into jobs."""
    if request.param == "small blocks":
        monkeypatch.setattr(blocks, "BLOCK_BYTES", 600)
        monkeypatch.setattr(blocks, "PLANE_BYTES", 200)
        monkeypatch.setattr(convolve, "LEAST_COLUMNS", 1)
        monkeypatch.setattr(convolve, "GRADIENT_COLUMNS", 1)
    elif request.param == "merged samples":
        monkeypatch.setattr(convolve, "LEAST_COLUMNS", 10**6)
    elif request.param in ("wide", "narrow"):
        monkeypatch.setattr(convolve, "RUN", 1e9 if request.param == "wide" else 0)
    elif request.param == "folded":
        monkeypatch.setattr(convolve, "FEW_OUTPUTS", 0)
    threads.set_threads(1 if request.param == "one thread" else 3)
    yield request.param
    threads.set_threads(None)


def geometry(rng: Any, dims: int) -> dict[str, tuple[int, ...]]:
    """Random sizes, kernel, strides, padding and dilation; the kernel fits."""
    kernel = rng.integers(1, 4, dims)
    dilation = rng.integers(1, 3, dims)
    sizes = dilation * (kernel - 1) + rng.integers(1, 6, dims)
    values = {"sizes": sizes, "k": kernel, "d": rng.integers(1, 4, dims), "pad": rng.integers(0, 3, dims)}
    return {name: tuple(int(v) for v in value) for name, value in {**values, "dilation": dilation}.items()}


def set_fields(module: Any, dims: str, **fields: tuple[int, ...]) -> Any:
    for prefix, values in fields.items():
        for dim, value in zip(dims, values):
            setattr(module, prefix + dim, value)
    return module


def tensor(array: Any) -> Any:
    return torch.DoubleTensor(np.ascontiguousarray(array))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("dims", ["HW", "THW"])
def test_convolution(seed: int, dims: str, cutting: str) -> None:
    rng = np.random.default_rng(seed)
    g = geometry(rng, len(dims))
    samples, planes, outputs = (int(v) for v in rng.integers(1, 6, 3))
    cls = nn.SpatialDilatedConvolution if len(dims) == 2 else nn.VolumetricDilatedConvolution
    module = cls(planes, outputs, *[1] * len(dims))
    module.weight = tensor(rng.standard_normal((outputs, planes, *g["k"])))
    module.gradWeight = module.weight.clone().zero()
    set_fields(module, dims, k=g["k"], d=g["d"], pad=g["pad"], dilation=g["dilation"])
    x = rng.standard_normal((samples, planes, *g["sizes"]))

    def forward(x: Any, weight: Any, bias: Any) -> Any:
        return loops.convolution(x, weight, bias, g["d"], g["pad"], g["dilation"])

    want = forward(x, module.weight.array, module.bias.array)
    np.testing.assert_allclose(module.forward(tensor(x)).array, want, atol=1e-12)
    gradient, zero = rng.standard_normal(want.shape), np.zeros(outputs)
    module.gradBias.zero()
    gradInput = module.backward(tensor(x), tensor(gradient), 0.5).array
    dx, dw = rng.standard_normal(x.shape), rng.standard_normal(module.weight.array.shape)
    np.testing.assert_allclose((gradInput * dx).sum(), (forward(dx, module.weight.array, zero) * gradient).sum())
    by_weight = (module.gradWeight.array * dw).sum()
    np.testing.assert_allclose(by_weight, 0.5 * (forward(x, dw, zero) * gradient).sum(), atol=1e-10)
    axes = (0, *range(2, gradient.ndim))
    np.testing.assert_allclose(module.gradBias.array, 0.5 * gradient.sum(axes), atol=1e-12)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("dims", ["HW", "THW"])
def test_full_convolution(seed: int, dims: str, cutting: str) -> None:
    rng = np.random.default_rng(seed)
    kernel = tuple(int(v) for v in rng.integers(1, 4, len(dims)))
    stride = tuple(int(v) for v in rng.integers(1, 4, len(dims)))
    pad = tuple(int(rng.integers(0, (k + 1) // 2)) for k in kernel)
    adj = tuple(int(rng.integers(0, s)) for s in stride)
    samples, planes, outputs = (int(v) for v in rng.integers(1, 6, 3))
    cls = nn.SpatialFullConvolution if len(dims) == 2 else nn.VolumetricFullConvolution
    module = cls(planes, outputs, *[1] * len(dims))
    module.weight = tensor(rng.standard_normal((planes, outputs, *kernel)))
    set_fields(module, dims, k=kernel, d=stride, pad=pad, adj=adj)
    x = rng.standard_normal((samples, planes, *[int(v) for v in rng.integers(1, 5, len(dims))]))
    want = loops.full_convolution(x, module.weight.array, module.bias.array, stride, pad, adj)
    np.testing.assert_allclose(module.forward(tensor(x)).array, want, atol=1e-12)


def test_groups(cutting: str) -> None:
    """cudnn's groups are convolutions side by side."""
    rng = np.random.default_rng(1)
    module = nn.SpatialConvolution(2, 6, 3, 3, 2, 1, 1, 0)
    module.nInputPlane, module.groups = 4, 2
    x = rng.standard_normal((3, 4, 6, 5))
    fields = (1, 2), (0, 1), (1, 1)
    weight, bias = module.weight.array, module.bias.array
    halves = [loops.convolution(x[:, :2], weight[:3], bias[:3], *fields)]
    halves.append(loops.convolution(x[:, 2:], weight[3:], bias[3:], *fields))
    want = np.concatenate(halves, axis=1)
    np.testing.assert_allclose(module.forward(tensor(x)).array, want, atol=1e-12)
    module.zeroGradParameters()
    gradient = rng.standard_normal(want.shape)
    gradInput = module.backward(tensor(x), tensor(gradient)).array
    change = rng.standard_normal(x.shape)
    moved = module.forward(tensor(x + change)).array - want
    np.testing.assert_allclose((gradInput * change).sum(), (moved * gradient).sum())
    products = (module.gradWeight.array * weight).sum() + (module.gradBias.array * bias).sum()
    np.testing.assert_allclose(products, (want * gradient).sum())


def pooled_sizes(g: dict, ceil: bool) -> tuple[int, ...]:
    sizes = []
    for n, k, s, p, d in zip(g["sizes"], g["k"], g["d"], g["pad"], g["dilation"]):
        steps = (n + 2 * p - d * (k - 1) - 1) / s
        out = int(np.ceil(steps) if ceil else np.floor(steps)) + 1
        sizes.append(out - 1 if any(g["pad"]) and (out - 1) * s >= n + p else out)
    return tuple(sizes)


@pytest.mark.parametrize("seed", range(16))
@pytest.mark.parametrize("ceil", [False, True])
def test_max_pooling(seed: int, ceil: bool, cutting: str) -> None:
    rng = np.random.default_rng(seed)
    g = geometry(rng, 2)
    g["pad"] = tuple(min(p, k // 2) for p, k in zip(g["pad"], g["k"]))
    module = nn.SpatialDilatedMaxPooling(1, 1)
    set_fields(module, "HW", k=g["k"], d=g["d"], pad=g["pad"], dilation=g["dilation"])
    module.ceil_mode = ceil
    x = rng.integers(0, 4, (2, 3, *g["sizes"])).astype(float)  # many ties
    want, places = loops.max_pooling(x, pooled_sizes(g, ceil), g["k"], g["d"], g["pad"], g["dilation"])
    np.testing.assert_array_equal(module.forward(tensor(x)).array, want)
    np.testing.assert_array_equal(module.indices.array, places)
    gradient = rng.standard_normal(want.shape)
    by_input = np.zeros((6, x[0, 0].size + 1))
    for row, p, v in zip(by_input, places.reshape(6, -1), gradient.reshape(6, -1)):
        np.add.at(row, p, v)
    got = module.backward(tensor(x), tensor(gradient)).array
    np.testing.assert_allclose(got.reshape(6, -1), by_input[:, 1:], atol=1e-12)
    module.evaluate()
    np.testing.assert_array_equal(module.forward(tensor(x)).array, want)
    assert module.indices.nElement() == 0
    np.testing.assert_allclose(module.backward(tensor(x), tensor(gradient)).array, got, atol=1e-12)


@pytest.mark.parametrize("seed", range(16))
@pytest.mark.parametrize("ceil", [False, True])
@pytest.mark.parametrize("include", [False, True])
def test_average_pooling(seed: int, ceil: bool, include: bool, cutting: str) -> None:
    rng = np.random.default_rng(seed)
    g = geometry(rng, 2)
    g["dilation"] = (1, 1)
    g["pad"] = tuple(min(p, k // 2) for p, k in zip(g["pad"], g["k"]))
    if any((o - 1) * s >= n + p for o, s, n, p in zip(pooled_sizes(g, ceil), g["d"], g["sizes"], g["pad"])):
        pytest.skip("a window beyond the image: Torch divides by what memory holds")
    module = nn.SpatialAveragePooling(1, 1)
    set_fields(module, "HW", k=g["k"], d=g["d"], pad=g["pad"])
    module.ceil_mode, module.count_include_pad = ceil, include
    x = rng.standard_normal((2, 3, *g["sizes"]))
    want = loops.average_pooling(x, pooled_sizes(g, ceil), g["k"], g["d"], g["pad"], include)
    np.testing.assert_allclose(module.forward(tensor(x)).array, want, atol=1e-12)
    gradient, change = rng.standard_normal(want.shape), rng.standard_normal(x.shape)
    by_input = module.backward(tensor(x), tensor(gradient)).array
    moved = loops.average_pooling(change, want.shape[2:], g["k"], g["d"], g["pad"], include)
    np.testing.assert_allclose((by_input * change).sum(), (moved * gradient).sum())

"""Random geometries against plain loops, cut into blocks of all kinds; in float also by oneDNN."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pytest

from runtime import nn, torch
from runtime.kernels import onednn, threads
from runtime.nn.convolution.kernels import blocks, convolve

from . import loops

CUTS = ["as it is", "small blocks", "merged samples", "wide", "narrow", "folded", "one thread"]


class Way(NamedTuple):
    """Elements that are computed with, and how exact results are."""

    tensor_type: Any
    error: float

    def tensor(self, array: Any) -> Any:
        return self.tensor_type(np.ascontiguousarray(array))

    def own(self, module: Any) -> Any:
        """The module with parameters of these elements."""
        return module.type(self.tensor_type().typename)

    def close(self, got: Any, want: Any) -> None:
        """Equal but for rounding."""
        scale = max(1.0, float(np.abs(want).max()))
        np.testing.assert_allclose(got, want, rtol=0, atol=self.error * scale)

    def products(self, a: Any, b: Any, c: Any, d: Any) -> None:
        """The sums of a * b and of c * d are the same."""
        one, other = np.asarray(a, "f8") * b, np.asarray(c, "f8") * d
        assert abs(one.sum() - other.sum()) <= self.error * max(1.0, np.abs(one).sum(), np.abs(other).sum())


@pytest.fixture(params=[*CUTS, "float", "float by oneDNN"])
def way(request: Any, monkeypatch: Any) -> Iterator[Way]:
    """The ways in which a convolution may be cut into jobs, and who computes them."""
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
    elif request.param == "float by oneDNN" and not onednn.available():
        pytest.skip(f"oneDNN: {onednn.describe()}")
    kind = (torch.DoubleTensor, 1e-12) if request.param in CUTS else (torch.FloatTensor, 2e-6)
    threads.set_threads(1 if request.param == "one thread" else 3)
    with onednn.disabled() if request.param == "float" else contextlib.nullcontext():
        yield Way(*kind)
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


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("dims", ["HW", "THW"])
def test_convolution(seed: int, dims: str, way: Way) -> None:
    rng = np.random.default_rng(seed)
    g = geometry(rng, len(dims))
    samples, planes, outputs = (int(v) for v in rng.integers(1, 6, 3))
    cls = nn.SpatialDilatedConvolution if len(dims) == 2 else nn.VolumetricDilatedConvolution
    module = way.own(cls(planes, outputs, *[1] * len(dims)))
    module.weight = way.tensor(rng.standard_normal((outputs, planes, *g["k"])))
    module.gradWeight = module.weight.clone().zero()
    set_fields(module, dims, k=g["k"], d=g["d"], pad=g["pad"], dilation=g["dilation"])
    x = rng.standard_normal((samples, planes, *g["sizes"]))

    def forward(x: Any, weight: Any, bias: Any) -> Any:
        return loops.convolution(x, weight, bias, g["d"], g["pad"], g["dilation"])

    want = forward(x, module.weight.array, module.bias.array)
    way.close(module.forward(way.tensor(x)).array, want)
    gradient, zero = rng.standard_normal(want.shape), np.zeros(outputs)
    module.gradBias.zero()
    gradInput = module.backward(way.tensor(x), way.tensor(gradient), 0.5).array
    dx, dw = rng.standard_normal(x.shape), rng.standard_normal(module.weight.array.shape)
    way.products(gradInput, dx, forward(dx, module.weight.array, zero), gradient)
    way.products(module.gradWeight.array, dw, 0.5 * forward(x, dw, zero), gradient)
    axes = (0, *range(2, gradient.ndim))
    way.close(module.gradBias.array, 0.5 * gradient.sum(axes))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("dims", ["HW", "THW"])
def test_full_convolution(seed: int, dims: str, way: Way) -> None:
    rng = np.random.default_rng(seed)
    kernel = tuple(int(v) for v in rng.integers(1, 4, len(dims)))
    stride = tuple(int(v) for v in rng.integers(1, 4, len(dims)))
    pad = tuple(int(rng.integers(0, (k + 1) // 2)) for k in kernel)
    adj = tuple(int(rng.integers(0, s)) for s in stride)
    samples, planes, outputs = (int(v) for v in rng.integers(1, 6, 3))
    cls = nn.SpatialFullConvolution if len(dims) == 2 else nn.VolumetricFullConvolution
    module = way.own(cls(planes, outputs, *[1] * len(dims)))
    module.weight = way.tensor(rng.standard_normal((planes, outputs, *kernel)))
    set_fields(module, dims, k=kernel, d=stride, pad=pad, adj=adj)
    x = rng.standard_normal((samples, planes, *[int(v) for v in rng.integers(1, 5, len(dims))]))
    want = loops.full_convolution(x, module.weight.array, module.bias.array, stride, pad, adj)
    way.close(module.forward(way.tensor(x)).array, want)


def test_groups(way: Way) -> None:
    """cudnn's groups are convolutions side by side."""
    rng = np.random.default_rng(1)
    module = way.own(nn.SpatialConvolution(2, 6, 3, 3, 2, 1, 1, 0))
    module.nInputPlane, module.groups = 4, 2
    x = rng.standard_normal((3, 4, 6, 5))
    fields = (1, 2), (0, 1), (1, 1)
    weight, bias = module.weight.array, module.bias.array
    halves = [loops.convolution(x[:, :2], weight[:3], bias[:3], *fields)]
    halves.append(loops.convolution(x[:, 2:], weight[3:], bias[3:], *fields))
    want = np.concatenate(halves, axis=1)
    way.close(module.forward(way.tensor(x)).array, want)
    module.zeroGradParameters()
    gradient = rng.standard_normal(want.shape)
    gradInput = module.backward(way.tensor(x), way.tensor(gradient)).array
    change = rng.standard_normal(x.shape)
    moved = module.forward(way.tensor(x + change)).array - want
    way.products(gradInput, change, moved, gradient)
    by_weight = np.concatenate([module.gradWeight.array.ravel(), module.gradBias.array])
    way.products(by_weight, np.concatenate([weight.ravel(), bias]), want, gradient)


def pooled_sizes(g: dict, ceil: bool) -> tuple[int, ...]:
    sizes = []
    for n, k, s, p, d in zip(g["sizes"], g["k"], g["d"], g["pad"], g["dilation"]):
        steps = (n + 2 * p - d * (k - 1) - 1) / s
        out = int(np.ceil(steps) if ceil else np.floor(steps)) + 1
        sizes.append(out - 1 if any(g["pad"]) and (out - 1) * s >= n + p else out)
    return tuple(sizes)


@pytest.mark.parametrize("seed", range(16))
@pytest.mark.parametrize("ceil", [False, True])
def test_max_pooling(seed: int, ceil: bool, way: Way) -> None:
    rng = np.random.default_rng(seed)
    g = geometry(rng, 2)
    g["pad"] = tuple(min(p, k // 2) for p, k in zip(g["pad"], g["k"]))
    module = way.own(nn.SpatialDilatedMaxPooling(1, 1))
    set_fields(module, "HW", k=g["k"], d=g["d"], pad=g["pad"], dilation=g["dilation"])
    module.ceil_mode = ceil
    x = rng.integers(0, 4, (2, 3, *g["sizes"])).astype(float)  # many ties
    want, places = loops.max_pooling(x, pooled_sizes(g, ceil), g["k"], g["d"], g["pad"], g["dilation"])
    output = module.forward(way.tensor(x)).array
    want = np.maximum(want, np.finfo(output.dtype).min)  # what windows without an element have
    np.testing.assert_array_equal(output, want)
    np.testing.assert_array_equal(module.indices.array, places)
    gradient = rng.standard_normal(want.shape)
    by_input = np.zeros((6, x[0, 0].size + 1))
    for row, p, v in zip(by_input, places.reshape(6, -1), gradient.reshape(6, -1)):
        np.add.at(row, p, v)
    got = module.backward(way.tensor(x), way.tensor(gradient)).array
    way.close(got.reshape(6, -1), by_input[:, 1:])
    module.evaluate()
    np.testing.assert_array_equal(module.forward(way.tensor(x)).array, want)
    assert module.indices.nElement() == 0
    way.close(module.backward(way.tensor(x), way.tensor(gradient)).array, got)


@pytest.mark.parametrize("seed", range(16))
@pytest.mark.parametrize("ceil", [False, True])
@pytest.mark.parametrize("include", [False, True])
def test_average_pooling(seed: int, ceil: bool, include: bool, way: Way) -> None:
    rng = np.random.default_rng(seed)
    g = geometry(rng, 2)
    g["dilation"] = (1, 1)
    g["pad"] = tuple(min(p, k // 2) for p, k in zip(g["pad"], g["k"]))
    if any((o - 1) * s >= n + p for o, s, n, p in zip(pooled_sizes(g, ceil), g["d"], g["sizes"], g["pad"])):
        pytest.skip("a window beyond the image: Torch divides by what memory holds")
    module = way.own(nn.SpatialAveragePooling(1, 1))
    set_fields(module, "HW", k=g["k"], d=g["d"], pad=g["pad"])
    module.ceil_mode, module.count_include_pad = ceil, include
    x = rng.standard_normal((2, 3, *g["sizes"]))
    want = loops.average_pooling(x, pooled_sizes(g, ceil), g["k"], g["d"], g["pad"], include)
    way.close(module.forward(way.tensor(x)).array, want)
    gradient, change = rng.standard_normal(want.shape), rng.standard_normal(x.shape)
    by_input = module.backward(way.tensor(x), way.tensor(gradient)).array
    moved = loops.average_pooling(change, want.shape[2:], g["k"], g["d"], g["pad"], include)
    way.products(by_input, change, moved, gradient)

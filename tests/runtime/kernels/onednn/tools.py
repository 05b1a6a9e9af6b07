"""What the tests of oneDNN share."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from runtime import torch
from runtime.kernels import onednn
from runtime.nn.convolution.kernels.axes import Axis, convolution_axis

from ....paths import ROOT

needs_library = pytest.mark.skipif(not onednn.available(), reason=f"oneDNN: {onednn.describe()}")
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="no os.fork here")

Sizes = tuple[int, ...]


class Geometry:
    """A convolution's random sizes, kernel, strides, padding and dilation; the kernel fits."""

    def __init__(self, rng: Any, dims: int) -> None:
        kernel, self.dilation = self._draw(rng, 1, 4, dims), self._draw(rng, 1, 3, dims)
        self.stride, self.pad = self._draw(rng, 1, 4, dims), self._draw(rng, 0, 3, dims)
        self.sizes = tuple(d * (k - 1) + int(rng.integers(1, 7)) for d, k in zip(self.dilation, kernel))
        self.samples, self.planes, self.outputs = self._draw(rng, 1, 6, 3)
        self.kernel = kernel

    @staticmethod
    def _draw(rng: Any, low: int, high: int, count: int) -> Sizes:
        return tuple(int(v) for v in rng.integers(low, high, count))

    @property
    def axes(self) -> list[Axis]:
        fields = zip(self.sizes, self.kernel, self.stride, self.pad, self.dilation)
        return [convolution_axis(*field) for field in fields]

    @property
    def shapes(self) -> tuple[Sizes, Sizes, Sizes]:
        """Of input, weight and output."""
        out = tuple(axis.out for axis in self.axes)
        return (
            (self.samples, self.planes, *self.sizes),
            (self.outputs, self.planes, *self.kernel),
            (self.samples, self.outputs, *out),
        )


def floats(rng: Any, *shape: int) -> np.ndarray:
    return rng.standard_normal(shape).astype(np.float32)


def python(program: str, errors: bool = False, **environment: str) -> str:
    """Runs a program in a process of its own; gives what it printed, or what as errors."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stderr if errors else done.stdout


def counted(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> list[Any]:
    """The results of all calls of a function from now on."""
    before: Callable[..., Any] = getattr(owner, name)
    results: list[Any] = []

    def call(*args: Any, **kwargs: Any) -> Any:
        results.append(before(*args, **kwargs))
        return results[-1]

    monkeypatch.setattr(owner, name, call)
    return results


def results(module: Any, x: Any) -> list[Any]:
    """Output, gradInput and the gradients of weight and bias, all of them copies."""
    module.zeroGradParameters()
    output = module.forward(x).array.copy()
    gradient = torch.FloatTensor(np.cos(np.arange(output.size, dtype="f4")).reshape(output.shape))
    found = [output, module.updateGradInput(x, gradient).array.copy()]
    module.accGradParameters(x, gradient, 0.5)
    return [*found, *[p.array.copy() for p in (module.gradWeight, module.gradBias) if p is not None]]

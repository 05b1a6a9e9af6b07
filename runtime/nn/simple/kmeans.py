"""Online hard k-means clustering (nn.Kmeans)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import backend
from ...errors import TorchError
from ...registry import register
from ...tensor import Tensor
from ..module import Module
from .common import buffer, index_buffer, require
from .rows import add_rows

#: Differences of samples and centers are computed in blocks of about this many numbers.
_BLOCK = 1 << 18


@register("nn.Kmeans")
class Kmeans(Module):
    """output[i] = number (from 1) of the center in `weight` (k x dim) that is nearest to input[i].

    Input is n x dim. `loss` is the sum of the squared distances. A gradient step with rate 1 moves each
    center to the mean of its samples (`scale` times the way); gradInput is 0.
    """

    scale: Any = None
    p: Any = None
    loss: float = 0

    def __init__(self, k: int, dim: int, scale: float | None = None) -> None:
        super().__init__()
        self.k, self.dim, self.scale = k, dim, scale
        require(k > 0, "Clusters cannot be 0 or negative.")
        require(dim > 0, "Dimensionality cannot be 0 or negative.")
        self.weight = Tensor(k, dim)
        self.gradWeight = Tensor(k, dim)
        self.loss = 0
        self.clusterSampleCount = Tensor(k)
        self.reset()

    def reset(self, stdev: float | None = None) -> None:
        """Draws the centers uniformly from +-stdev (1)."""
        stdev = 1 if stdev is None else stdev
        self.weight.uniform(-stdev, stdev)

    def _check(self, input: Any) -> None:
        require(len(input._size) == 2, "Incorrect input dimensionality. Expecting 2D.")
        require(input._size[1] == self.dim, "Dimensionality of input and weight don't match.")

    def initRandom(self, input: Any) -> None:
        """Takes random samples as centers."""
        self._check(input)
        samples = input._size[0]
        require(samples >= self.k, "Need atleast k samples for initialization.")
        chosen = Tensor(self.k).random(1, samples).array.astype("i8") - 1
        self.weight.array[...] = input.array[chosen]

    def initKmeansPlus(self, input: Any, p: float | None = None) -> None:
        """Takes samples far from the centers so far: each a random one of the (1 - p) * n farthest (p = 0.95)."""
        from ...torch.random import random

        self.p = next(value for value in (p, self.p, 0.95) if value is not None)
        require(0 <= self.p <= 1, "P value should be between 0-1.")
        require(len(input._size) == 2, "Incorrect input dimensionality. Expecting 2D.")
        x, weight = input.array, self.weight.array
        candidates = max(math.ceil((1 - self.p) * len(x)), 1)
        weight[0] = x[int(random(len(x))) - 1]
        distances = None
        for i in range(1, self.k):
            nearer = np.square(np.sqrt(np.square(x - weight[i - 1]).sum(1)))
            distances = nearer if distances is None else np.minimum(nearer, distances)
            farthest = np.argsort(-distances, kind="stable")
            weight[i] = x[farthest[int(random(candidates)) - 1]]

    def updateOutput(self, input: Any) -> Any:
        self._check(input)
        if not input.is_contiguous():
            raise TorchError("Input is not contiguous.")
        distances = self._distances(input.array)
        nearest = distances.argmin(0)
        self._minIndx = index_buffer(vars(self).get("_minIndx"), input)
        self._minIndx.resize_array(nearest.shape)[...] = nearest + 1
        self.output.resize_array(nearest.shape)[...] = nearest + 1
        self.loss = float(distances.min(0).sum())
        return self.output

    def _distances(self, x: Any) -> Any:
        """Squared distances, k x n."""
        weight = self.weight.array
        result = buffer(self, "_clusterDistances", self.weight).resize_array((len(weight), len(x)))
        step = max(_BLOCK // max(x.size, 1), 1)
        for i in range(0, len(weight), step):
            difference = x - weight[i : i + step, None]
            np.einsum("knd,knd->kn", difference, difference, out=result[i : i + step])
        return result

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.gradInput.resize_array(input._size).fill(0)
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = 1) -> None:
        scale = next(value for value in (self.scale, scale, 1) if value is not None)
        require(scale > 0, " Scale has to be positive.")
        x, weight, nearest = input.array, self.weight.array, self._minIndx.array - 1
        xp = backend.get_array_module(x)
        counts = xp.bincount(nearest, minlength=self.k)
        self.clusterSampleCount.resize_array((self.k,))[...] = counts
        pulls = xp.zeros_like(weight)
        add_rows(pulls, nearest, (weight[nearest] - x) * scale)
        pulls /= (counts + 0.0000001).astype(weight.dtype)[:, None]
        gradWeight = self.gradWeight.array
        gradWeight += pulls

    def clearState(self) -> None:
        """Drops the buffers and returns nothing, as in Torch."""
        for name in (
            "_expandedSamples",
            "_clusterDistances",
            "_temp",
            "_tempExpanded",
            "_tempWeight",
            "_tempWeightExp",
            "_expandedWeight",
            "_minScore",
            "_minIndx",
            "_cscAdder",
        ):
            vars(self).pop(name, None)

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        self.clearState()
        return super().type(type, tensorCache)

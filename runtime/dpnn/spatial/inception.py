"""The inception layer of GoogLeNet (nn.Inception)."""

from __future__ import annotations

import math
from typing import Any

from ... import console
from ...nn import (
    Decorator,
    DepthConcat,
    ReLU,
    Sequential,
    SpatialBatchNormalization,
    SpatialConvolution,
    SpatialMaxPooling,
)
from ...registry import register
from ...table import Table
from ..module import from_batch, to_batch

#: The size of a made-up image, {width, height}, with which the columns' sizes are compared.
_SAMPLE = (100, 200)


@register("nn.Inception")
class Inception(Decorator):
    """Columns of convolutions side by side, joined over planes: all but two are 1x1, then k x k.

    `config` (or named arguments): inputSize, outputSize {planes of each k x k column}, reduceSize {planes of each
    1x1; the last two for the column of pooling and for that of nothing but 1x1, each left out if missing},
    reduceStride, transfer (nn.ReLU()), batchNorm, padding (true), kernelSize ({5, 3}), kernelStride ({1, 1}),
    poolSize (3), poolStride (1), pool (a module). Input (batch x inputSize x H x W).
    """

    batchNorm: Any = None

    def __init__(self, config: Any = None, **options: Any) -> None:
        given = {**dict((config or {}).items()), **options}
        self.inputSize = given["inputSize"]
        self.outputSize = _table(given["outputSize"])
        self.reduceSize = _table(given["reduceSize"])
        self.reduceStride = _table(given.get("reduceStride") or [])
        self.transfer = given.get("transfer") or ReLU()
        self.batchNorm = given.get("batchNorm")
        self.padding = given["padding"] if given.get("padding") is not None else True
        self.kernelSize = _table(given.get("kernelSize") or [5, 3])
        self.kernelStride = _table(given.get("kernelStride") or [1, 1])
        self.poolSize = given.get("poolSize") or 3
        self.poolStride = given.get("poolStride") or 1
        pool = given.get("pool")
        size, stride = self.poolSize, self.poolStride
        self.pool = SpatialMaxPooling(size, size, stride, stride) if pool is None else pool
        super().__init__(self._columns())

    def _columns(self) -> Any:
        columns = DepthConcat(2)
        count = len(self.kernelSize)
        sizes = []
        for i in range(1, count + 1):
            column, size = self._convolution_column(i)
            columns.add(column)
            sizes.append(size)
            if size != sizes[0]:
                _warn("Inconsistent output sizes.")
        columns.add(self._reduced(Sequential().add(self.pool), count + 1))
        self._check_pool(sizes[0])
        last = count + 2
        if self.reduceSize.get(last) is not None:
            columns.add(self._reduced(Sequential(), last))
            stride = self.reduceStride.get(last) or 1
            if sizes[0] != tuple([math.floor((n - 1) / stride + 1) for n in _SAMPLE]):
                _warn("Inconsistent output sizes in 1x1 conv.")
        return columns

    def _reduced(self, column: Any, i: int) -> Any:
        """Adds the 1x1 convolution number `i`, if there is one, to a column."""
        planes, stride = self.reduceSize.get(i), self.reduceStride.get(i) or 1
        if planes is not None:
            self._convolved(column, SpatialConvolution(self.inputSize, planes, 1, 1, stride, stride))
        return column

    def _convolved(self, column: Any, convolution: Any) -> None:
        column.add(convolution)
        if self.batchNorm:
            column.add(SpatialBatchNormalization(convolution.nOutputPlane))
        column.add(self.transfer.clone())

    def _convolution_column(self, i: int) -> tuple[Any, tuple[int, int]]:
        """Column number `i`, and the size of its output for the sample."""
        kernel, stride = self.kernelSize[i], self.kernelStride[i]
        pad = kernel // 2 if self.padding else 0
        column = self._reduced(Sequential(), i)
        planes = self.reduceSize[i], self.outputSize[i]
        self._convolved(column, SpatialConvolution(*planes, kernel, kernel, stride, stride, pad))
        width, height = [math.floor((n + 2 * pad - kernel) / stride + 1) for n in _SAMPLE]
        return column, (width, height)

    def _check_pool(self, wanted: tuple[int, int]) -> None:
        pool = self.pool
        if any(getattr(pool, name, None) is None for name in ("kW", "dW", "padW")):
            return
        geometry = zip(_SAMPLE, (pool.padW, pool.padH), (pool.kW, pool.kH), (pool.dW, pool.dH))
        if wanted != tuple([math.floor((n + 2 * pad - k) / d + 1) for n, pad, k, d in geometry]):
            _warn("Inconsistent output sizes in pooling.")

    def updateOutput(self, input: Any) -> Any:
        output = self.modules[1].updateOutput(to_batch(self, input, 3))
        self.output = from_batch(self, output, 3)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        input, gradOutput = to_batch(self, input, 3), to_batch(self, gradOutput, 3)
        self.gradInput = from_batch(self, self.modules[1].updateGradInput(input, gradOutput), 3)
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        input, gradOutput = to_batch(self, input, 3), to_batch(self, gradOutput, 3)
        self.modules[1].accGradParameters(input, gradOutput, 1 if scale is None else scale)

    def accUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float) -> None:
        input, gradOutput = to_batch(self, input, 3), to_batch(self, gradOutput, 3)
        self.modules[1].accUpdateGradParameters(input, gradOutput, lr)


def _table(values: Any) -> Table:
    return values if isinstance(values, Table) else Table(values)


def _warn(text: str) -> None:
    console.lua_print(f"dpnn.Inception: Warning: {text}")

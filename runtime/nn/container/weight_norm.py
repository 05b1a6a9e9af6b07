"""Weight normalisation of any module's weight (nn.WeightNorm)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...errors import TorchError
from ...registry import register
from ...storage import LongStorage
from ...table import Table
from ...tensor import Tensor
from .decorator import Decorator

_EPSILON = 1e-4


@register("nn.WeightNorm")
class WeightNorm(Decorator):
    """Its module's weight is g * v / |v| for each output: `g` and `v` are learned in its place.

    `outputDim` is the dimension of the weight that counts outputs (1 by default). In training the
    weight is computed anew at every forward; evaluate() computes it once. Files hold g and v only.
    """

    def __init__(self, module: Any, outputDim: int | None = None) -> None:
        super().__init__(module)
        if module.weight is None:
            raise TorchError("assertion failed!")
        if module.bias is not None:
            self.bias, self.gradBias = module.bias, module.gradBias
        self.gradWeight, self.weight = module.gradWeight, module.weight
        self.outputDim = outputDim or 1
        size = list(self.weight._size)
        axis = self.outputDim - 1
        outputs = size.pop(axis)
        self.otherDims = math.prod(size)
        self.viewIn = LongStorage([outputs, self.otherDims])
        self.viewOut = LongStorage([outputs, *size])
        self.weightSize = LongStorage(list(self.weight._size))
        self.v = Tensor(outputs, self.otherDims)
        self.g = Tensor(outputs)
        self._norm = Tensor(outputs)
        self._scale = Tensor(outputs)
        self.gradG = Tensor(outputs).zero()
        self.gradV = Tensor(outputs, self.otherDims)
        self.resetInit()

    def resetInit(self, inputSize: Any = None, outputSize: Any = None) -> None:
        """Draws v; g is its norm, the bias zero."""
        self.v.normal(0, math.sqrt(2 / self.v._size[1]))
        v = self.v.array
        np.sqrt(np.sum(v * v, axis=1, keepdims=True), out=self.g.resize_array((len(v), 1)))
        if self.bias is not None:
            self.bias.zero()

    def _rows(self, weight: Any) -> Any:
        """A weight's array with the outputs first."""
        return np.moveaxis(weight.array, int(self.outputDim) - 1, 0)

    def updateWeight(self) -> None:
        """Computes the module's weight from g and v."""
        v = self.v.array
        norm = self._norm.resize_array((len(v), 1))
        np.sum(v * v, axis=1, keepdims=True, out=norm)
        norm += _EPSILON
        np.sqrt(norm, out=norm)
        scale = self._scale.resize_array((len(v),)).reshape(-1, 1)
        np.divide(self.g.array.reshape(-1, 1), norm, out=scale)
        rows = self.gradV.resize_array(tuple(self.viewOut.tolist()))
        np.multiply(v, scale, out=rows.reshape(v.shape))
        self._rows(self.weight)[...] = rows

    def evaluate(self) -> None:
        if self.train is not False:
            self.updateWeight()
            super().evaluate()

    def updateOutput(self, input: Any) -> Any:
        if self.train is not False:
            self.updateWeight()
        self.output.set(self.modules[1].updateOutput(input))
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.gradInput.set(self.modules[1].updateGradInput(input, gradOutput))
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        self.modules[1].accGradParameters(input, gradOutput, 1 if scale is None else scale)
        v = self.v.array
        direction = v / self._norm.array.reshape(-1, 1)
        gain = self._scale.array.reshape(-1, 1)
        rows = self.gradV.resize_array(tuple(self.viewOut.tolist()))
        rows[...] = self._rows(self.gradWeight)
        to_v = rows.reshape(v.shape)
        to_g = self.gradG.resize_array((len(v), 1))
        np.sum(to_v * direction, axis=1, keepdims=True, out=to_g)
        to_v *= gain
        direction *= gain
        direction *= to_g
        to_v -= direction
        self._rows(self.gradWeight)[...] = rows

    def zeroGradParameters(self) -> None:
        self.modules[1].zeroGradParameters()
        self.gradV.zero()
        self.gradG.zero()

    def updateParameters(self, learningRate: float) -> None:
        self.modules[1].updateParameters(learningRate)
        self.g.array[...] -= learningRate * self.gradG.array.reshape(self.g._size)
        self.v.array[...] -= learningRate * self.gradV.array.reshape(self.v._size)

    def parameters(self) -> Any:
        if self.bias is not None:
            return Table([self.v, self.g, self.bias]), Table([self.gradV, self.gradG, self.gradBias])
        return Table([self.v, self.g]), Table([self.gradV, self.gradG])

    def write_t7(self) -> Any:
        """The fields without the weight, which g and v give again."""
        module = self.modules[1]
        kept = module.weight, module.gradWeight
        if vars(self).get("weightSize") is None:
            self.weightSize = LongStorage(list(module.weight._size))
        self.weight = self.gradWeight = module.weight = module.gradWeight = None
        try:
            yield "object", Table({key: value for key, value in vars(self).items() if value is not None})
        finally:
            module.weight, module.gradWeight = kept
            self.weight, self.gradWeight = kept

    def read_t7(self, version: int) -> Any:
        vars(self).update((yield "object").items())
        if self.weight is not None:
            return
        module = self.modules[1]
        size = tuple(self.weightSize.tolist())
        kind = type(self.v)
        self.weight = module.weight = kind.empty(size)
        self.gradWeight = module.gradWeight = kind.empty(size)
        self._rows(self.gradWeight)[...] = self.gradV.array.reshape(self.viewOut.tolist())
        self.updateWeight()

"""Linear with its weight split into directions and lengths (nn.LinearWeightNorm)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...registry import register
from ...table import Table
from ...tensor import Tensor
from .. import utils
from ..module import Module
from .common import initial_bound
from .linear import Linear, accumulate


@register("nn.LinearWeightNorm")
class LinearWeightNorm(Linear):
    """Linear with weight = g * v / ||v|| row by row; `v` (outputSize x inputSize) and `g` are learnt.

    As in Torch, `weight` is recomputed at every forward of the training mode and when it ends, and
    accGradParameters uses it as scratch space.
    """

    v: Any = None
    g: Any = None
    eps: float = 1e-16

    def __init__(self, inputSize: int, outputSize: int, bias: bool | None = True, eps: float | None = None) -> None:
        Module.__init__(self)
        self.eps = eps or 1e-16
        self.outputSize, self.inputSize = outputSize, inputSize
        self.v = Tensor(outputSize, inputSize)
        self.gradV = Tensor(outputSize, inputSize)
        self.weight = Tensor(outputSize, inputSize)
        self.g = Tensor(outputSize, 1)
        self.gradG = Tensor(outputSize, 1)
        self.norm = Tensor(outputSize, 1)
        self.scale = Tensor(outputSize, 1)
        if bias is None or bias:
            self.bias = Tensor(outputSize)
            self.gradBias = Tensor(outputSize)
        self.reset()

    def reset(self, stdv: float | None = None) -> None:
        """Draws weight and bias as Linear does and splits the weight."""
        stdv = initial_bound(stdv, self.inputSize)
        self.weight.uniform(-stdv, stdv)
        self.initFromWeight()
        if self.bias is not None:
            self.bias.uniform(-stdv, stdv)

    def initFromWeight(self, weight: Any = None) -> Any:
        """Takes v and g from `weight` (outputSize x inputSize; this layer's own by default)."""
        weight = self.weight if weight is None else weight
        _row_norms(weight.array, self.eps, self.g.array)
        self.v.copy(weight)
        return self

    @staticmethod
    def fromLinear(linear: Any) -> Any:
        """A new LinearWeightNorm that computes what the given Linear does."""
        outputSize, inputSize = linear.weight._size
        module = LinearWeightNorm(inputSize, outputSize, linear.bias is not None)
        module.weight.copy(linear.weight)
        module.initFromWeight()
        if linear.bias is not None:
            module.bias.copy(linear.bias)
        return module

    def toLinear(self) -> Any:
        """A new Linear with the present weight and bias."""
        self.updateWeightMatrix()
        module = Linear(self.inputSize, self.outputSize, self.bias is not None)
        module.weight.copy(self.weight)
        if self.bias is not None:
            module.bias.copy(self.bias)
        return module

    def parameters(self) -> tuple[Table, Table]:
        if self.bias is None:
            return Table([self.v, self.g]), Table([self.gradV, self.gradG])
        return Table([self.v, self.g, self.bias]), Table([self.gradV, self.gradG, self.gradBias])

    def evaluate(self) -> None:
        if self.train is not False:
            self.updateWeightMatrix()
        super().evaluate()

    def updateWeightMatrix(self) -> None:
        """weight = v * (g / ||v||)."""
        column = self.g._size
        norm, scale = self.norm.resize_array(column), self.scale.resize_array(column)
        _row_norms(self.v.array, self.eps, norm)
        np.divide(self.g.array, norm, out=scale)
        np.multiply(self.v.array, scale, out=self.weight.resize_array(self.v._size))

    def updateOutput(self, input: Any) -> Any:
        if self.train is not False or not self.weight._size:
            self.updateWeightMatrix()
        return super().updateOutput(input)

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float = 1) -> None:
        gradV, gradG, v = self.gradV.array, self.gradG.array, self.v.array
        accumulate(self.gradV, None if self.bias is None else self.gradBias, input, gradOutput, scale)
        length, norm, scratch = self.scale.array, self.norm.array, self.weight.array
        np.multiply(gradV, v, out=scratch)
        scratch /= norm
        np.sum(scratch, 1, keepdims=True, out=gradG)
        gradV *= length
        np.multiply(v, length, out=scratch)
        scratch /= norm
        scratch *= gradG
        gradV -= scratch

    def defaultAccUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float) -> None:
        gradients = self.gradV, self.gradG, self.gradBias
        self.gradV, self.gradG, self.gradBias = self.v, self.g, self.bias
        self.accGradParameters(input, gradOutput, -lr)
        self.gradV, self.gradG, self.gradBias = gradients

    def clearState(self) -> Any:
        utils.clear(self, "weight", "norm", "scale")
        return super().clearState()

    def __tostring__(self) -> str:
        without = " without bias" if self.bias is None else ""
        return f"{self._typename}({self.inputSize} -> {self.outputSize}){without}"


def _row_norms(matrix: Any, least: float, out: Any) -> None:
    np.sqrt(np.square(matrix).sum(1, keepdims=True), out=out)
    np.clip(out, least, math.inf, out=out)

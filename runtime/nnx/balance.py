"""Classes made equally frequent over the last batches (nnx's nn.Balance)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import TorchError, sizes
from ..nn.checks import same_type
from ..nn.module import Module
from ..registry import register
from ..tensor import Tensor


@register("nn.Balance")
class Balance(Module):
    """Divides probabilities (batch x classes) by their mean over the last nBatch (10) batches, rows then by their sum.

    In evaluation the input passes unchanged. The gradient takes both divisors as constants.
    """

    def __init__(self, nBatch: int | None = None) -> None:
        super().__init__()
        self.nBatch = 10 if nBatch is None else nBatch
        self.inputCache = Tensor()
        self.prob = Tensor()
        self.sum = Tensor()
        self.batchSize = 0
        self.startIdx = 1
        self.train = True

    def updateOutput(self, input: Any) -> Any:
        if len(input._size) != 2:
            raise TorchError("Only works with 2D inputs (batches)")
        same_type(self, self.output, input, "input")
        rows, classes = input._size
        if self.batchSize != rows:
            self.inputCache.resize_array((rows * int(self.nBatch), classes)).fill(0)
            self.batchSize, self.startIdx = rows, 1
        out = self.output.resize_array(input._size)
        out[...] = input.array
        if self.train:
            self._balance(out)
        return self.output

    def _balance(self, out: Any) -> None:
        rows, classes = out.shape
        cache = self.inputCache.array
        first = int(self.startIdx) - 1
        cache[first : first + rows] = out
        prob = self.prob.resize_array((1, classes))
        np.sum(cache, 0, out=prob[0])
        prob /= prob.sum()
        out /= prob
        total = self.sum.resize_array((rows, 1))
        np.sum(out, 1, keepdims=True, out=total)
        out /= total
        following = self.startIdx + rows
        self.startIdx = following if following <= len(cache) else 1

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        rows, classes = input._size
        if self.sum._size != (rows, 1) or self.prob._size != (1, classes):
            text = f"input {sizes(input._size)} is not of the size of the last forward in training"
            raise TorchError(f"nn.Balance: {text}, {sizes(self.sum._size[:1] + self.prob._size[1:])}")
        into = self.gradInput.resize_array(gradOutput._size)
        np.divide(gradOutput.array, self.sum.array, out=into)
        into /= self.prob.array
        return self.gradInput

"""An affine map of each pixel's planes (nnx's nn.SpatialLinear)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import TorchError, sizes
from ..nn.checks import need_size, same_type
from ..nn.module import Module
from ..registry import register
from ..tensor import Tensor, from_array


@register("nn.SpatialLinear")
class SpatialLinear(Module):
    """output[:, y, x] = weight * input[:, y, x] + bias; input (fanin x H x W), weight (fanout x fanin).

    As in nnx updateGradInput adds to the gradients of the parameters, too, and accGradParameters does nothing.
    """

    weightDecay: Any = 0

    def __init__(self, fanin: int = 1, fanout: int = 1) -> None:
        super().__init__()
        self.fanin = fanin
        self.fanout = fanout
        self.weightDecay = 0
        self.weight = Tensor(fanout, fanin)
        self.bias = Tensor(fanout)
        self.gradWeight = Tensor(fanout, fanin)
        self.gradBias = Tensor(fanout)
        self.output = Tensor(fanout, 1, 1)
        self.gradInput = Tensor(fanin, 1, 1)
        self.reset()

    def reset(self, stdv: float | None = None) -> None:
        """Draws for each output its weights, then its bias, from +-stdv * sqrt(3), by default +-1 / sqrt(fanout)."""
        bound = stdv * 3**0.5 if stdv is not None else 1 / self.weight._size[0] ** 0.5
        outputs, inputs = self.weight._size
        drawn = from_array(np.empty((outputs, inputs + 1))).uniform(-bound, bound).array
        self.weight.array[...] = drawn[:, :-1]
        self.bias.array[...] = drawn[:, -1]

    def zeroGradParameters(self, momentum: float | None = None) -> None:
        """Zeroes the gradients, or multiplies them by `momentum`."""
        for gradient in (self.gradWeight, self.gradBias):
            gradient.mul(0 if momentum is None else momentum) if momentum is not None else gradient.zero()

    def decayParameters(self, decay: float) -> None:
        """Takes the share `decay` away from all parameters."""
        for parameter in (self.weight, self.bias):
            parameter.add(-decay, parameter)

    def _check(self, input: Any) -> None:
        same_type(self, self.weight, input, "input")
        if len(input._size) != 3 or input._size[0] != self.fanin:
            raise TorchError(f"nn.SpatialLinear: input must be {int(self.fanin)} x H x W, got {sizes(input._size)}")

    def updateOutput(self, input: Any) -> Any:
        self._check(input)
        out = self.output.resize_array((int(self.fanout), *input._size[1:])).reshape(int(self.fanout), -1)
        np.matmul(self.weight.array, input.array.reshape(int(self.fanin), -1), out=out)
        out += self.bias.array[:, None]
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self._check(input)
        need_size(self, gradOutput, "gradOutput", (int(self.fanout), *input._size[1:]))
        x, g = (t.array.reshape(t._size[0], -1) for t in (input, gradOutput))
        self.gradWeight.array[...] += g @ x.T
        if self.weightDecay:
            self.gradWeight.array[...] += self.weight.array * x.shape[1]
        self.gradBias.array[...] += g.sum(1)
        into = self.gradInput.resize_array(input._size).reshape(x.shape)
        np.matmul(self.weight.array.T, g, out=into)
        return self.gradInput

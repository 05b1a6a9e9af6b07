"""Distances to learnt centers (nn.Euclidean)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import TorchError
from ...registry import register
from ...tensor import Tensor
from .. import utils
from ..checks import same_type
from ..module import Module
from .common import buffer, initial_bound

_BUFFERS = ("_input", "_output", "_gradOutput", "_weight", "_div", "_sum")
_LARGE = ("_expand", "_expand2", "_expand3", "_repeat", "_repeat2")


@register("nn.Euclidean")
class Euclidean(Module):
    """output[j] = || input - weight[:, j] ||; input is (inputSize) or (batch x inputSize).

    `weight` is inputSize x outputSize. `fastBackward` (true) lets backward reuse what the last
    forward computed.
    """

    fastBackward: Any = None

    def __init__(self, inputSize: int, outputSize: int) -> None:
        super().__init__()
        self.weight = Tensor(inputSize, outputSize)
        self.gradWeight = Tensor(inputSize, outputSize)
        self.gradInput.resize(inputSize)
        self.output.resize(outputSize)
        self.fastBackward = True
        self.reset()

    def reset(self, stdv: float | None = None) -> None:
        """Draws the centers uniformly from +-stdv * sqrt(3), by default +-1 / sqrt(inputSize)."""
        stdv = initial_bound(stdv, self.weight._size[0])
        self.weight.uniform(-stdv, stdv)

    def updateOutput(self, input: Any) -> Any:
        difference = differences(self, input)
        output = self.output.resize_array((*input._size[:-1], self.weight._size[1]))
        norms(difference, output)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.gradInput is None:
            return None
        if not self.fastBackward:
            self.updateOutput(input)
        pulls = pulled(self, input, gradOutput)
        np.sum(pulls, -1, out=self.gradInput.resize_array(input._size))
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float = 1) -> None:
        pulls, gradWeight = self._repeat2.array, self.gradWeight.array
        gradWeight -= scale * (pulls.sum(0) if len(input._size) == 2 else pulls)

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        if type is not None:
            self.clearState()
        return super().type(type, tensorCache)

    def clearState(self) -> Any:
        utils.clear(self, *_BUFFERS, *_LARGE)
        return super().clearState()


def differences(module: Any, input: Any) -> Any:
    """input - center for each center, in the buffer `_repeat`: (batch x) inputSize x outputSize."""
    if len(input._size) not in (1, 2):
        raise TorchError("1D or 2D input expected")
    same_type(module, module.weight, input, "input")
    weight = module.weight.array
    result = buffer(module, "_repeat", input).resize_array((*input._size[:-1], *weight.shape))
    np.subtract(input.array[..., None], weight, out=result)
    return result


def norms(difference: Any, output: Any) -> None:
    """output = the lengths of `difference` along its last but one axis."""
    np.einsum("...io,...io->...o", difference, difference, out=output)
    np.sqrt(output, out=output)


def pulled(module: Any, input: Any, gradOutput: Any) -> Any:
    """The differences times `ratio`, in the module's second buffer."""
    pulls = buffer(module, "_repeat2", input).resize_array(module._repeat._size)
    np.multiply(module._repeat.array, ratio(module, gradOutput)[..., None, :], out=pulls)
    return pulls


def ratio(module: Any, gradOutput: Any) -> Any:
    """gradOutput / output, safe where the output is 0."""
    return gradOutput.array / (module.output.array + 0.0000001)

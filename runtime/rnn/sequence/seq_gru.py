"""Gated recurrent units over whole sequences (nn.SeqGRU)."""

from __future__ import annotations

import math
from typing import Any

from ...errors import TorchError
from ...nn.simple.common import given, require
from ...registry import register
from ...table import Table
from ...tensor import Tensor
from ..kernels.scratch import scratch_of
from .gru_sequence import GRUSequence
from .sequence_module import SequenceModule

_GATES = 3


@register("nn.SeqGRU")
class SeqGRU(GRUSequence, SequenceModule):
    """Steps x batch x inputSize in, steps x batch x outputSize out; also {h0, x}.

    `weight` is (inputSize + outputSize) x 3 outputSize: reset gate, update gate, candidate. The
    gradient by the last pass's start is `userGradPrevOutput`. `gates` is steps x 3 x batch x outputSize (in
    Torch the three are side by side).
    """

    userGradPrevOutput: Any = None
    _states = 1

    def __init__(self, inputSize: int, outputSize: int) -> None:
        super().__init__()
        self.inputSize, self.outputSize = inputSize, outputSize
        self.seqLength = self.miniBatch = 1
        self.weight = Tensor(inputSize + outputSize, 3 * outputSize)
        self.gradWeight = Tensor(inputSize + outputSize, 3 * outputSize).zero()
        self.bias = Tensor(3 * outputSize)
        self.gradBias = Tensor(3 * outputSize).zero()
        self.reset()
        for name in ("gates", "buffer1", "buffer2", "buffer3", "grad_a_buffer", "h0"):
            setattr(self, name, Tensor())
        self._remember = "neither"
        self.grad_h0, self.grad_x = Tensor(), Tensor()
        self.gradInput = Table([self.grad_h0, self.grad_x])
        self.batchfirst = False
        self.maskzero = False

    def reset(self, std: float | None = None) -> Any:
        """Draws the weight from a normal distribution; the bias is 0, and 1 for the update gate."""
        self.bias.zero()
        self.bias.narrow(1, int(self.outputSize) + 1, self.outputSize).fill(1)
        self.weight.normal(0, given(std, 1 / math.sqrt(self.outputSize + self.inputSize)))
        return self

    def resetStates(self) -> None:
        self.h0 = type(self.h0)()

    def _sizes(self) -> tuple[int, int]:
        return int(self.inputSize), int(self.outputSize)

    def updateOutput(self, input: Any) -> Any:
        self.recompute_backward = True
        (h0,), x, _ = self._prepare(input)
        steps, batch, _ = x.shape
        size = self._sizes()[1]
        if self._output is None:
            self._output = type(self.weight)()
        self._return_grad_h0 = h0 is not None
        if h0 is None:
            h0 = self._start("h0", "userPrevOutput", self._output, (batch, size))
        h = self._output.resize_array((steps, batch, size))
        self._run(x, h0.array, h, self._masked(x))
        self.userPrevOutput = None
        self.output = self._show(self._output)
        return self.output

    def backward(self, input: Any, gradOutput: Any, scale: float | None = None) -> Any:
        """The gradient by the input; adds the gradients by the parameters (`scale` must be 1)."""
        self.recompute_backward = False
        if scale is not None and scale != 1:
            raise TorchError("must have scale=1")
        (h0,), x, g = self._prepare(input, gradOutput)
        require(g is not None, "Expecting gradOutput")
        h0 = self.h0 if h0 is None else h0
        dh = self.buffer1.resize_array(h0._size)
        dh[...] = 0 if self.gradPrevOutput is None else self.gradPrevOutput.array
        da = self._run_back(g, h0.array, dh, self._masked(x))
        self._accumulate(x, h0.array, da)
        self.grad_h0.resize_array(h0._size)[...] = dh
        self._by_input(da, self._gradient_of_input(x))
        self.grad_x = self._show(self._grad_x)
        self.gradPrevOutput = None
        self.userGradPrevOutput = self.grad_h0
        self.gradInput = Table([self.grad_h0, self.grad_x]) if self._return_grad_h0 else self.grad_x
        return self.gradInput

    def clearState(self) -> None:
        self._clear()
        self.userGradPrevOutput = self.gradPrevOutput = None
        scratch_of(self).clear()

    def toGRU(self) -> Any:
        """A GRU with copies of these parameters and gradients."""
        from ..recurrent import GRU

        inputs, size = self._sizes()
        made = GRU(inputs, size)
        pairs = zip(made.parameters(), ((self.weight, self.bias), (self.gradWeight, self.gradBias)))
        for target, (weight, bias) in pairs:
            own, b = weight.array, bias.array
            sources = (
                *(own[:inputs, : 2 * size].T, b[: 2 * size], own[inputs:, : 2 * size].T),
                *(own[:inputs, 2 * size :].T, b[2 * size :], own[inputs:, 2 * size :].T),
            )
            for tensor, source in zip(target.array_values(), sources):
                tensor.array[...] = source
        return made

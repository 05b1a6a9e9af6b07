"""Gated recurrent units over whole sequences (nn.SeqGRU of torch/rnn)."""

from __future__ import annotations

from typing import Any

from ....nn.simple.common import copied, require
from ....tensor import Tensor
from ...kernels.scratch import scratch_of
from ...sequence.gru_sequence import GRUSequence
from ..declare import torch_rnn
from ..step.parameters import GRUParameters
from .masked_sequence import MaskedSequence
from .seq_lstm import with_parameters_of

_BUFFERS = ("gates", "buffer1", "buffer2", "buffer3", "grad_a_buffer")


@torch_rnn("nn.SeqGRU", own=("inputsize", "v2"), other=("inputSize", "batchfirst"))
class SeqGRU(GRUParameters, MaskedSequence, GRUSequence):
    """Steps x batch x inputsize in, steps x batch x outputsize out."""

    def __init__(self, inputsize: int, outputsize: int) -> None:
        MaskedSequence.__init__(self)
        self._make_parameters(inputsize, outputsize)
        self.gradWeight.zero()
        for name in (*_BUFFERS, "h0"):
            setattr(self, name, Tensor())
        self._remember = "neither"
        self.maskzero = False
        self.v2 = True

    def updateOutput(self, input: Any) -> Any:
        self.recompute_backward = True
        x = self._steps(input)
        steps, batch, _ = x.shape
        size = int(self.outputsize)
        self.checkZeroMask(steps, batch)
        h0 = self._start("h0", self.output, (batch, size))
        self._run(x, h0, self.output.resize_array((steps, batch, size)), self._masked(x))
        return self.output

    def backward(self, input: Any, gradOutput: Any = None, scale: float | None = None) -> Any:
        """The gradient by the input; adds the gradients by the parameters (`scale` must be 1)."""
        self.recompute_backward = False
        require(scale is None or scale == 1, "must have scale=1")
        x = self._steps(input)
        require(gradOutput._size == self.output._size, "gradOutput must have the size of the output")
        dh, h0 = self._gradient_at_end("buffer1", self.grad_hT, self.h0), self.h0.array
        da = self._run_back(gradOutput.array, h0, dh, self._masked(x))
        self._accumulate(x, h0, da)
        self._by_input(da, self.gradInput.resize_array(x.shape))
        return self.gradInput

    def setStartState(self, hiddenState: Any = None) -> None:
        """Puts the output where a sequence starts; as in torch/rnn the next forward puts zeros, or the last
        sequence's end, there."""
        copied(self.h0, hiddenState)

    def clearState(self) -> None:
        for name in (*_BUFFERS, "output", "gradInput"):
            getattr(self, name).set()
        self.zeroMask = None
        scratch_of(self).clear()

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        self.zeroMask = None
        return super().type(type, tensorCache)

    def toRecGRU(self) -> Any:
        """A RecGRU with copies of these parameters and gradients."""
        from ..recurrent import RecGRU

        return with_parameters_of(self, RecGRU(self.inputsize, self.outputsize))

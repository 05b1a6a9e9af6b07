"""Long short-term memory over whole sequences (nn.SeqLSTM and nn.SeqLSTMP of torch/rnn)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ....dpnn.fields import declare
from ....errors import TorchError
from ....nn.simple.common import buffer, copied, require
from ....tensor import Tensor
from ...kernels.scratch import scratch_of
from ...sequence.lstm_sequence import LSTMSequence
from ..declare import torch_rnn
from ..step.parameters import LSTMParameters
from .masked_sequence import MaskedSequence

_BUFFERS = ("cell", "gates", "buffer1", "buffer2", "buffer3", "grad_a_buffer", "c0", "h0")


@torch_rnn("nn.SeqLSTM", own=("v2",), other=("batchfirst", "grad_c0", "grad_h0"))
class SeqLSTM(LSTMParameters, MaskedSequence, LSTMSequence):
    """Steps x batch x inputsize in, steps x batch x outputsize out.

    With hiddensize and outputsize given `weightO` (hiddensize x outputsize) projects the cells' outputs.
    """

    grad_cT: Any = None
    _masks_cells = True

    def __init__(self, inputsize: int, hiddensize: int | None = None, outputsize: int | None = None) -> None:
        MaskedSequence.__init__(self)
        self._make_parameters(inputsize, hiddensize, outputsize)
        for name in ("cell", "gates", "buffer1", "buffer2", "buffer3", "grad_a_buffer", "h0", "c0"):
            setattr(self, name, Tensor())
        self._remember = "neither"
        self.maskzero = False
        self.v2 = True

    def _hidden_size(self) -> int:
        return int(self.hiddensize)

    def updateOutput(self, input: Any) -> Any:
        self.recompute_backward = True
        x = self._steps(input)
        steps, batch, _ = x.shape
        size, outputs = self._hidden_size(), int(self.outputsize)
        self.checkZeroMask(steps, batch)
        c0 = self._start("c0", self.cell, (batch, size))
        h0 = self._start("h0", self.output, (batch, outputs))
        h = self.output.resize_array((steps, batch, outputs))
        c = self.cell.resize_array((steps, batch, size))
        self._run(x, h0, c0, h, c, self._masked(x))
        return self.output

    def _hidden_outputs(self, h: Any, size: int) -> Any:
        if self.weightO is None:
            return h
        return buffer(self, "_hidden", self.weight).resize_array((*h.shape[:2], size))

    def _project(self, hidden: Any, output: Any) -> None:
        if self.weightO is not None:
            np.matmul(hidden, self.weightO.array, out=output)

    def backward(self, input: Any, gradOutput: Any = None, scale: float | None = None) -> Any:
        """The gradient by the input; adds the gradients by the parameters (`scale` must be 1)."""
        self.recompute_backward = False
        require(scale is None or scale == 1, "must have scale=1")
        x = self._steps(input)
        require(gradOutput._size == self.output._size, "gradOutput must have the size of the output")
        dh = self._gradient_at_end("buffer1", self.grad_hT, self.h0)
        dc = self._gradient_at_end("buffer2", self.grad_cT, self.c0)
        h0, c0 = self.h0.array, self.c0.array
        da = self._run_back(gradOutput.array, h0, c0, dh, dc, self._masked(x))
        self._accumulate(x, h0, da)
        self._by_input(da, self.gradInput.resize_array(x.shape))
        return self.gradInput

    def _project_back(self, t: int, dh: Any) -> Any:
        if self.weightO is None:
            return dh
        hidden = self._hidden.array
        self.gradWeightO.array[...] += hidden[t].T @ dh
        through = scratch_of(self)("through", hidden[t].shape, dh)
        return np.matmul(dh, self.weightO.array.T, out=through)

    _hidden: Any = None

    def setStartState(self, hiddenState: Any = None) -> None:
        """Puts {output, cell} where a sequence starts; as in torch/rnn the next forward puts zeros, or the last
        sequence's end, there."""
        copied(self.h0, hiddenState[1])
        copied(self.c0, hiddenState[2])

    def clearState(self) -> None:
        for name in (*_BUFFERS, "output", "gradInput"):
            getattr(self, name).set()
        vars(self).pop("grad_hidden", None)
        self.zeroMask = None
        scratch_of(self).clear()

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        self.clearState()
        return super().type(type, tensorCache)

    def toRecLSTM(self) -> Any:
        """A RecLSTM with copies of these parameters and gradients."""
        from ..recurrent import RecLSTM

        require(self.weightO is None, "assertion failed!")
        return with_parameters_of(self, RecLSTM(self.inputsize, self.outputsize))


def with_parameters_of(source: Any, made: Any) -> Any:
    """A recurrent module whose step has copies of the parameters of a sequence layer; returns it."""
    step = made.modules[1]
    for name in ("weight", "bias", "gradWeight", "gradBias"):
        getattr(step, name).copy(getattr(source, name))
    return made.maskZero() if source.maskzero else made


@torch_rnn("nn.SeqLSTMP", own=("v2",), other=("batchfirst", "grad_c0", "grad_h0"))
class SeqLSTMP(SeqLSTM):
    """An nn.SeqLSTM that must have all three sizes."""

    def __init__(
        self, inputsize: int | None = None, hiddensize: int | None = None, outputsize: int | None = None
    ) -> None:
        if inputsize is None or hiddensize is None or outputsize is None:
            raise TorchError("Expecting input, hidden and output size")
        super().__init__(inputsize, hiddensize, outputsize)


declare(
    SeqLSTM,
    dpnn_parameters=("weight", "bias", "weightO"),
    dpnn_gradParameters=("gradWeight", "gradBias", "gradWeightO"),
)

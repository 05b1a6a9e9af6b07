"""Gated recurrent units (nn.GRU)."""

from __future__ import annotations

from typing import Any

from ...nn.simple.common import given, require
from ...registry import register
from ...table import Table
from ...tensor import Tensor, TensorCore
from .abstract_recurrent import AbstractRecurrent
from .gru_steps import GRUSteps
from .lstm_steps import zero_as


@register("nn.GRU")
class GRU(GRUSteps, AbstractRecurrent):
    """One step: a vector of inputSize or a batch of them in, outputSize values each out.

    `p` drops inputs and outputs of the step before out, with the same noise for a whole sequence, and
    for all samples with `mono`. A sequence starts from zeros, or from the field `userPrevOutput`.
    """

    def __init__(
        self,
        inputSize: int,
        outputSize: int,
        rho: int | None = None,
        p: float | None = None,
        mono: bool | None = None,
    ) -> None:
        AbstractRecurrent.__init__(self, given(rho, 9999))
        self.p = given(p, 0)
        self.mono = given(mono, False)
        self.inputSize = inputSize
        self.outputSize = outputSize
        self.recurrentModule = self.buildModel()
        self.modules[1] = self.recurrentModule
        self.sharedClones[1] = self.recurrentModule
        self.zeroTensor = Tensor()
        self.cells = Table()
        self.gradCells = Table()

    # States

    def getHiddenState(self, step: Any = None, input: Any = None) -> Any:
        """The output of a step; of step 0 what the sequence starts from."""
        output = self.outputs.get(step)
        if step == 0:
            output = self.zeroTensor if output is None else output
            output = output if self.userPrevOutput is None else self.userPrevOutput
            if input is not None:
                batch = (input._size[0],) if len(input._size) == 2 else ()
                zero_as(self.zeroTensor, (*batch, self.outputSize))
        return output

    def setHiddenState(self, step: Any, hiddenState: Any) -> None:
        require(isinstance(hiddenState, TensorCore), "assertion failed!")
        self.outputs[step] = hiddenState

    def getGradHiddenState(self, step: Any = None, input: Any = None) -> Any:
        """The gradient by the output of a step that the next one gave; of the last step zero, or one from outside."""
        gradient = self.gradOutputs.get(step)
        if step == self.step - 1:
            gradient = self.zeroTensor if gradient is None else gradient
            gradient = gradient if self.userNextGradOutput is None else self.userNextGradOutput
        return gradient

    def setGradHiddenState(self, step: Any, gradHiddenState: Any) -> None:
        require(isinstance(gradHiddenState, TensorCore), "assertion failed!")
        self.gradOutputs[step] = gradHiddenState

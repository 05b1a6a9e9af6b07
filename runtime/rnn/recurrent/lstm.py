"""Long short-term memory, with the cell among the inputs of the gates (nn.LSTM)."""

from __future__ import annotations

from ...nn.simple.common import given
from ...registry import register
from ...table import Table
from ...tensor import Tensor
from .abstract_recurrent import AbstractRecurrent
from .lstm_steps import LSTMSteps


@register("nn.LSTM")
class LSTM(LSTMSteps, AbstractRecurrent):
    """One step: a vector of inputSize or a batch of them in, outputSize values each out.

    The gates see the cell too, each unit its own (``cell2gate``, or not). `p` drops inputs and outputs
    of the step before out, with the same noise for a whole sequence. A sequence starts from zeros, or
    from the fields `userPrevOutput` and `userPrevCell`; backward ends with `userNextGradCell`.
    """

    def __init__(
        self,
        inputSize: int,
        outputSize: int | None = None,
        rho: int | None = None,
        cell2gate: bool | None = None,
        p: float | None = None,
        mono: bool | None = None,
    ) -> None:
        AbstractRecurrent.__init__(self, given(rho, 9999))
        self.p = given(p, 0)
        self.mono = given(mono, False)
        self.inputSize = inputSize
        self.outputSize = given(outputSize, inputSize)
        self.cell2gate = True if cell2gate is None else cell2gate
        self.recurrentModule = self.buildModel()
        self.modules[1] = self.recurrentModule
        self.sharedClones[1] = self.recurrentModule
        self.zeroTensor = Tensor()
        self.cells = Table()
        self.gradCells = Table()

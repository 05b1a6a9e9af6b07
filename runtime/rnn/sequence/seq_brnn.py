"""A SeqLSTM in each direction (nn.SeqBRNN)."""

from __future__ import annotations

from typing import Any

from ... import nn
from ...nn.container.container import Container
from ...nn.container.decorator import Decorator
from ...registry import register
from ...table import Table
from ...tensor import Tensor
from ..recurrent.lstm_gates import branches, sequence
from ..simple import SeqReverseSequence
from .seq_lstm import SeqLSTM


@register("nn.SeqBRNN")
class SeqBRNN(Container):
    """Steps x batch x inputDim (or batch first) in; `merge` joins the outputs of both directions, adding by default."""

    def __init__(self, inputDim: int, hiddenDim: int, batchFirst: bool | None = None, merge: Any = None) -> None:
        super().__init__()
        self.forwardModule = SeqLSTM(inputDim, hiddenDim)
        self.backwardModule = SeqLSTM(inputDim, hiddenDim)
        self.merge = merge or nn.CAddTable()
        self.dim = 1
        backward = sequence(SeqReverseSequence(1), self.backwardModule, SeqReverseSequence(1))
        net = sequence(branches(self.forwardModule, backward), self.merge)
        if batchFirst:
            net.insert(nn.Transpose(Table([1, 2])), 1)
            net.insert(nn.Transpose(Table([1, 2])))
        self.output = Tensor()
        self.gradInput = Tensor()
        self.module = net
        self.modules[1] = net


Decorator.decorate(SeqBRNN)

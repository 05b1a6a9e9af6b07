"""Long short-term memory with all gates in one product (torch/rnn's deprecated nn.FastLSTM)."""

from __future__ import annotations

from ...recurrent.fast_lstm_gates import FastLSTMGates
from ..declare import recurrent
from .lstm import LSTM


@recurrent("nn.FastLSTM")
class FastLSTM(FastLSTMGates, LSTM):
    """As nn.LSTM without cell2gate; `p` and `mono` are not looked at, as in torch/rnn.

    The class attribute `usenngraph` makes new ones gModules, `bn` ones with batch normalization.
    """

    usenngraph = False
    bn = False

    def __init__(
        self,
        inputSize: int,
        outputSize: int | None = None,
        rho: int | None = None,
        eps: float | None = None,
        momentum: float | None = None,
        affine: bool | None = None,
        p: float | None = None,
        mono: bool | None = None,
    ) -> None:
        self.eps = eps
        self.momentum = momentum
        self.affine = True if affine is None else affine
        LSTM.__init__(self, inputSize, outputSize, rho)

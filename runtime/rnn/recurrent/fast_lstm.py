"""Long short-term memory with all gates in one product (nn.FastLSTM)."""

from __future__ import annotations

from ...registry import register
from .fast_lstm_gates import FastLSTMGates
from .lstm import LSTM


@register("nn.FastLSTM")
class FastLSTM(FastLSTMGates, LSTM):
    """As nn.LSTM without cell2gate. The four gates, input, hidden, forget and output, are rows of one matrix.

    The class attribute `usenngraph` makes new ones gModules, `bn` ones with batch normalization (of
    `eps`, `momentum` and `affine`) of what comes from the input, from the step before and of the cell.
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
        LSTM.__init__(self, inputSize, outputSize, rho, None, p, mono)

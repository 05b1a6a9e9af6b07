"""Keeps the norms of a recurrent module's outputs alike (nn.NormStabilizer of torch/rnn)."""

from __future__ import annotations

from typing import Any

from ...recurrent.norm_stabilizer_steps import NormStabilizerSteps
from ...simple import CopyGrad
from ..declare import recurrent
from .abstract_recurrent import AbstractRecurrent


@recurrent("nn.NormStabilizer")
class NormStabilizer(NormStabilizerSteps, AbstractRecurrent):
    """output is the input, a batch; backward adds the gradient of beta * (|h(t)| - |h(t-1)|)^2."""

    def __init__(self, beta: float | None = None) -> None:
        AbstractRecurrent.__init__(self, CopyGrad())
        self.beta = 1 if beta is None else beta

    def _updateOutput(self, input: Any) -> Any:
        return self._run(input)

    _lua_methods = {"_updateOutput": _updateOutput}

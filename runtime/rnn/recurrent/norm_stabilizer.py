"""Keeps the norms of a recurrent module's outputs alike (nn.NormStabilizer)."""

from __future__ import annotations

from typing import Any

from ...nn.simple.common import given
from ...registry import register
from ..simple import CopyGrad
from .abstract_recurrent import AbstractRecurrent
from .norm_stabilizer_steps import NormStabilizerSteps


@register("nn.NormStabilizer")
class NormStabilizer(NormStabilizerSteps, AbstractRecurrent):
    """output is the input, a batch; backward adds the gradient of beta * (|h(t)| - |h(t-1)|)^2."""

    def __init__(self, beta: float | None = None) -> None:
        AbstractRecurrent.__init__(self, 99999)
        self.beta = given(beta, 1)
        self.recurrentModule = CopyGrad()
        self.modules[1] = self.recurrentModule
        self.sharedClones[1] = self.recurrentModule

    def updateOutput(self, input: Any) -> Any:
        return self._count_step(self._run(input))

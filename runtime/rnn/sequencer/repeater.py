"""One input presented several times (nn.Repeater)."""

from __future__ import annotations

from typing import Any

from ...nn.simple.common import require
from ...registry import register
from .abstract_sequencer import AbstractSequencer
from .repeater_steps import RepeaterSteps
from .sequencer import as_recurrent


@register("nn.Repeater")
class Repeater(RepeaterSteps):
    """output is the table of the outputs of a recurrent module that is given the same input `rho` times."""

    def __init__(self, module: Any, rho: int | None = None) -> None:
        AbstractSequencer.__init__(self)
        require(isinstance(rho, (int, float)), "expecting number value for arg 2")
        assert rho is not None
        self.rho = rho
        self._begin(as_recurrent(module), rho)

"""One input presented several times (nn.Repeater of torch/rnn)."""

from __future__ import annotations

from typing import Any

from ....nn.simple.common import require
from ...module import max_bptt_step
from ...sequencer.abstract_sequencer import AbstractSequencer
from ...sequencer.repeater_steps import RepeaterSteps
from ..declare import torch_rnn
from .sequencer import as_recurrent


@torch_rnn("nn.Repeater", own=("seqlen",), other=("rho",))
class Repeater(RepeaterSteps):
    """output is the table of the outputs of a recurrent module that is given the same input `seqlen` times."""

    _limit = "seqlen"

    def __init__(self, module: Any, seqlen: int | None = None) -> None:
        AbstractSequencer.__init__(self)
        require(isinstance(seqlen, (int, float)), "expecting number value for arg 2")
        self.seqlen: Any = seqlen
        self._begin(as_recurrent(module), seqlen)

    @property
    def rho(self) -> Any:  # type: ignore[override]
        """Element-Research's name of `seqlen`."""
        return self.seqlen

    def maxBPTTstep(self, seqlen: int) -> None:
        self.seqlen = seqlen
        max_bptt_step(self.module, seqlen)

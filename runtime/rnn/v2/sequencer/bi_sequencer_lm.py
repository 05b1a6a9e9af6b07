"""Both directions for language models: each step sees the others, not itself (nn.BiSequencerLM of torch/rnn)."""

from __future__ import annotations

from typing import Any

from .... import nn
from ....errors import TorchError
from ....forks import V2
from ....registry import register_fork
from ....table import Table
from ...names import is_type_of
from ...recurrent.lstm_gates import sequence
from ...sequencer.abstract_sequencer import AbstractSequencer
from ...sequencer.bi_sequencer import merge_module
from ...sequencer.bi_sequencer_lm_steps import BiSequencerLMSteps
from .bi_sequencer import backward_twin
from .reverse_unreverse import ReverseUnreverse
from .sequencer import Sequencer


def _is_mine(fields: dict) -> bool | None:
    backward = fields.get("_bwd")
    return None if backward is None else is_type_of(backward, "nn.ReverseUnreverse")


def _sequencer(module: Any) -> Any:
    """A recurrent module in a Sequencer; all else takes sequences as it is."""
    return Sequencer(module) if is_type_of(module, "nn.AbstractRecurrent") else module


@register_fork("nn.BiSequencerLM", V2, _is_mine)
class BiSequencerLM(BiSequencerLMSteps):
    """Input and output are tables of n steps, n > 1. `merge` joins for each step what `forward` gave for

    the step before and what `backward`, coming from the end, gave for the one after (zeros at the ends).
    """

    def __init__(self, forward: Any = None, backward: Any = None, merge: Any = None) -> None:
        backward = backward_twin("BiSequencerLM", forward, backward)
        AbstractSequencer.__init__(self)
        self.forwardModule = forward
        self.backwardModule = backward
        self.mergeModule = merge_module("BiSequencerLM", merge)
        self.fwdSeq = _sequencer(forward)
        self.bwdSeq = _sequencer(backward)
        self.mergeSeq = Sequencer(self.mergeModule)
        self._fwd = self.fwdSeq
        self._bwd = ReverseUnreverse(self.bwdSeq)
        self._merge = sequence(nn.ZipTable(), self.mergeSeq)
        self.modules = Table([self._fwd, self._bwd, self._merge])
        self.output = Table()
        self.gradInput = Table()

    def setZeroMask(self, *_: Any) -> None:
        raise TorchError("Not Implemented")

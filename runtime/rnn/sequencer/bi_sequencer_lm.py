"""Both directions for language models: each step sees the others, not itself (nn.BiSequencerLM)."""

from __future__ import annotations

from typing import Any

from ... import nn
from ...dpnn.simple import ReverseTable
from ...registry import register
from ...table import Table
from ..names import is_type_of
from ..recurrent.lstm_gates import sequence
from .abstract_sequencer import AbstractSequencer
from .bi_sequencer import backward_twin, merge_module
from .bi_sequencer_lm_steps import BiSequencerLMSteps
from .sequencer import Sequencer


def _sequencer(module: Any) -> Any:
    """A recurrent module in a Sequencer; all else takes sequences as it is."""
    return Sequencer(module) if is_type_of(module, "nn.AbstractRecurrent") else module


@register("nn.BiSequencerLM")
class BiSequencerLM(BiSequencerLMSteps):
    """Input and output are tables of n steps, n > 1. `merge` joins for each step what `forward` gave for

    the step before and what `backward`, coming from the end, gave for the one after (zeros at the ends).
    """

    def __init__(self, forward: Any, backward: Any = None, merge: Any = None) -> None:
        backward = backward_twin("BiSequencerLM", forward, backward)
        AbstractSequencer.__init__(self)
        self.forwardModule = forward
        self.backwardModule = backward
        self.mergeModule = merge_module("BiSequencerLM", merge)
        self.fwdSeq = _sequencer(forward)
        self.bwdSeq = _sequencer(backward)
        self.mergeSeq = Sequencer(self.mergeModule)
        self._fwd = self.fwdSeq
        self._bwd = sequence(ReverseTable(), self.bwdSeq, ReverseTable())
        self._merge = sequence(nn.ZipTable(), self.mergeSeq)
        self.modules = Table([self._fwd, self._bwd, self._merge])
        self.output = Table()
        self.gradInput = Table()

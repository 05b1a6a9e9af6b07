"""Modules that take whole sequences, by running recurrent modules step by step."""

from .bi_sequencer import BiSequencer, SeqBGRU, SeqBLSTM
from .bi_sequencer_lm import BiSequencerLM
from .repeater import Repeater
from .reverse_unreverse import ReverseUnreverse
from .sequencer import Sequencer
from .variable_length import VariableLength

__all__ = [
    "BiSequencer",
    "BiSequencerLM",
    "Repeater",
    "ReverseUnreverse",
    "SeqBGRU",
    "SeqBLSTM",
    "Sequencer",
    "VariableLength",
]

"""Modules that take whole sequences, by running recurrent modules step by step."""

from .abstract_sequencer import AbstractSequencer
from .bi_sequencer import BiSequencer
from .bi_sequencer_lm import BiSequencerLM
from .recurrent_attention import RecurrentAttention
from .repeater import Repeater
from .sequencer import Sequencer

__all__ = ["AbstractSequencer", "BiSequencer", "BiSequencerLM", "RecurrentAttention", "Repeater", "Sequencer"]

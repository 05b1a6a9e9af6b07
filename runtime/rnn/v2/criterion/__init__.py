"""Losses of sequences."""

from .abstract_sequencer_criterion import AbstractSequencerCriterion
from .repeater_criterion import RepeaterCriterion
from .sequencer_criterion import SequencerCriterion

__all__ = ["AbstractSequencerCriterion", "RepeaterCriterion", "SequencerCriterion"]

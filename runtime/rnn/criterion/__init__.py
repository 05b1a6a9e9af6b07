"""Losses of sequences."""

from .repeater_criterion import RepeaterCriterion
from .sequencer_criterion import SequencerCriterion

__all__ = ["RepeaterCriterion", "SequencerCriterion"]

"""Single steps of recurrent modules, without internal modules."""

from .step_gru import StepGRU
from .step_lstm import StepLSTM

__all__ = ["StepGRU", "StepLSTM"]

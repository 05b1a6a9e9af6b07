"""Modules that take a sequence one step a call."""

from .abstract_recurrent import AbstractRecurrent
from .fast_lstm import FastLSTM
from .gru import GRU
from .lstm import LSTM
from .mu_fu_ru import MuFuRu
from .norm_stabilizer import NormStabilizer
from .recurrence import Recurrence
from .recurrent import Recurrent
from .recursor import Recursor

__all__ = [
    "FastLSTM",
    "GRU",
    "LSTM",
    "AbstractRecurrent",
    "MuFuRu",
    "NormStabilizer",
    "Recurrence",
    "Recurrent",
    "Recursor",
]

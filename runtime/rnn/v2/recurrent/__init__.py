"""Modules that take a sequence one step a call."""

from .abstract_recurrent import AbstractRecurrent
from .fast_lstm import FastLSTM
from .gru import GRU
from .linear_rnn import LinearRNN
from .lookup_rnn import LookupRNN
from .lstm import LSTM
from .mu_fu_ru import MuFuRu
from .norm_stabilizer import NormStabilizer
from .rec_gru import RecGRU
from .rec_lstm import RecLSTM
from .recurrence import Recurrence
from .recursor import Recursor

__all__ = [
    "FastLSTM",
    "GRU",
    "LSTM",
    "AbstractRecurrent",
    "LinearRNN",
    "LookupRNN",
    "MuFuRu",
    "NormStabilizer",
    "RecGRU",
    "RecLSTM",
    "Recurrence",
    "Recursor",
]

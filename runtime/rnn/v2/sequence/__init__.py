"""Layers that compute whole sequences themselves, a few large products each."""

from .seq_gru import SeqGRU
from .seq_lstm import SeqLSTM, SeqLSTMP

__all__ = ["SeqGRU", "SeqLSTM", "SeqLSTMP"]

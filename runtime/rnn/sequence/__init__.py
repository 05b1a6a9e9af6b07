"""Layers that compute whole sequences themselves, a few large products each."""

from .seq_brnn import SeqBRNN
from .seq_gru import SeqGRU
from .seq_lstm import SeqLSTM
from .seq_lstmp import SeqLSTMP

__all__ = ["SeqBRNN", "SeqGRU", "SeqLSTM", "SeqLSTMP"]

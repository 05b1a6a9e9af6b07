"""The recurrent layers of cudnn.torch that checkpoints hold; its other classes are nn's own, under their names."""

from .rnn import BGRU, BLSTM, GRU, LSTM, RNN, RNNReLU, RNNTanh

__all__ = ["BGRU", "BLSTM", "GRU", "LSTM", "RNN", "RNNReLU", "RNNTanh"]

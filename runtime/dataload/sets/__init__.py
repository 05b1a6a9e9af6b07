"""Data sets from local copies in the formats in which they are published. Nothing is downloaded."""

from .cifar10 import loadCIFAR10
from .gbw import MultiSequenceGBW, loadGBW
from .imagenet import loadImageNet
from .mnist import loadMNIST
from .ptb import loadPTB
from .sentiment140 import Sentiment140Loader, loadSentiment140

__all__ = [
    "MultiSequenceGBW",
    "Sentiment140Loader",
    "loadCIFAR10",
    "loadGBW",
    "loadImageNet",
    "loadMNIST",
    "loadPTB",
    "loadSentiment140",
]

"""Element-Research's dataload: loaders of batches, iterators over them, and data sets in their published formats.

    loader = dataload.TensorLoader(inputs, targets)
    for count, x, y in loader.sampleiter(32, 50000): ...

In Lua it is what ``require 'dataload'`` gives.
"""

from .archive import load
from .async_iterator import AsyncIterator
from .bigrams import buildBigrams
from .data_loader import DataLoader
from .image_class import ImageClass
from .multi_image_sequence import MultiImageSequence
from .multi_sequence import MultiSequence
from .normalize import fitImageNormalize
from .scaling import binarize, rescale
from .sequence_loader import SequenceLoader
from .sets import (
    MultiSequenceGBW,
    Sentiment140Loader,
    loadCIFAR10,
    loadGBW,
    loadImageNet,
    loadMNIST,
    loadPTB,
    loadSentiment140,
)
from .system import decompressfile, downloadfile, gunzip, hostname, uniqueid, untar, unzip, withcwd
from .tensor_loader import TensorLoader
from .text import buildVocab, getNumberOfLines, splitString, text2tensor

__all__ = [
    "AsyncIterator",
    "DataLoader",
    "ImageClass",
    "MultiImageSequence",
    "MultiSequence",
    "MultiSequenceGBW",
    "Sentiment140Loader",
    "SequenceLoader",
    "TensorLoader",
    "binarize",
    "buildBigrams",
    "buildVocab",
    "decompressfile",
    "downloadfile",
    "fitImageNormalize",
    "getNumberOfLines",
    "gunzip",
    "hostname",
    "load",
    "loadCIFAR10",
    "loadGBW",
    "loadImageNet",
    "loadMNIST",
    "loadPTB",
    "loadSentiment140",
    "rescale",
    "splitString",
    "text2tensor",
    "uniqueid",
    "untar",
    "unzip",
    "withcwd",
]

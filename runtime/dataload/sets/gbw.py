"""Google's Billion Words (dl.loadGBW)."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from ... import files, tds
from ...console import lua_print
from ...errors import TorchError
from ...table import Table
from ...tensor import from_array
from ..multi_sequence import MultiSequence
from .places import data_path, find, missing, unpack
from .ptb import batch_sizes

_SOURCE = "http://lisaweb.iro.umontreal.ca/transfert/lisa/users/leonardn/billionwords.tar.gz"
SENTENCE_START, SENTENCE_END = 793470, 793471


def loadGBW(
    batchsize: Any,
    trainfile: str | None = None,
    datapath: str | None = None,
    srcurl: str | None = None,
    verbose: Any = None,
) -> tuple[Any, Any, Any]:
    """MultiSequences of the training, validation and test sentences, with fields vocab, ivocab and wordfreq.

    `datapath` (BillionWords in the data folder) holds what billionwords.tar.gz unpacks to; `trainfile` is
    train_data.th7, train_small.th7 or train_tiny.th7.
    """
    datapath = datapath or data_path("BillionWords")
    verbose = True if verbose is None else verbose
    unpack(datapath, ("billionwords.tar.gz",), "word_map.th7")
    names = (trainfile or "train_data.th7", "valid_data.th7", "test_data.th7")
    for name in ("word_map.th7", "word_freq.th7", *names):
        if find(datapath, name) is None:
            raise missing("loadGBW", datapath, name, srcurl or _SOURCE)
    ivocab = files.load(os.path.join(datapath, "word_map.th7"))
    wordfreq = files.load(os.path.join(datapath, "word_freq.th7"))
    vocab = Table({word: i for i, word in enumerate(ivocab.array_values(), 1)})
    loaders = []
    for name, size in zip(names, batch_sizes(batchsize)):
        loader: Any = MultiSequenceGBW(datapath, name, size, verbose)
        loader.vocab, loader.ivocab, loader.wordfreq = vocab, ivocab, wordfreq
        loaders.append(loader)
    return loaders[0], loaders[1], loaders[2]


def MultiSequenceGBW(datapath: str, filename: str, batchsize: int, verbose: Any = None) -> MultiSequence:
    """A loader of the sentences in one file, a matrix of (where the sentence starts, word)."""
    path = os.path.join(datapath, filename)
    cache = path.replace("th7", "cache.t7")
    if os.path.isfile(files.system_name(cache)):
        if verbose:
            lua_print("loading cached " + cache)
        return MultiSequence(files.load(cache), batchsize)
    if verbose:
        lua_print("loading " + path)
    raw = files.load(path)
    if verbose:
        lua_print("Formatting raw tensor into table of sequences")
    sentences = _sentences(raw.array, path)
    if verbose:
        lua_print("saving cache " + cache)
    files.save(cache, sentences)
    return MultiSequence(sentences, batchsize)


def _sentences(rows: Any, path: str) -> tds.Vec:
    """One tensor a sentence, the word ``<S>`` first; all share one storage."""
    starts = np.concatenate(([0], np.flatnonzero(np.diff(rows[:, 0])) + 1))
    if (rows[np.append(starts[1:], len(rows)) - 1, 1] != SENTENCE_END).any():
        raise TorchError(f"dl.loadGBW: a sentence in {path} does not end in </S>")
    words = from_array(np.insert(rows[:, 1].astype("i8"), starts, SENTENCE_START))
    ends = np.append(starts[1:], len(rows)) + np.arange(1, len(starts) + 1)
    begins = np.append(0, ends[:-1])
    sentences = tds.Vec()
    for i, (begin, end) in enumerate(zip(begins.tolist(), ends.tolist()), 1):
        sentences[i] = words.narrow(1, begin + 1, end - begin)
    return sentences

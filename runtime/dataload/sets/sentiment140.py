"""Tweets and their sentiment (dl.loadSentiment140)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import Counter
from typing import Any

import numpy as np

from ... import files
from ...console import lua_print
from ...errors import TorchError
from ...table import Table
from ...tensor import from_array
from ..tensor_loader import TensorLoader
from ..text import UNKNOWN, words
from .places import data_path, find, missing, unpack

_SOURCE = "http://cs.stanford.edu/people/alecmgo/trainingandtestdata.zip"
_TOKENIZER = "twitter/twokenize.py of https://github.com/Element-Research/dataload"
#: (tokenized file, published file) of the test and of the training set
_TEST = ("testtokens.manual.2009.06.14.csv", "testdata.manual.2009.06.14.csv")
_TRAIN = ("traintokens.1600000.processed.noemoticon.csv", "training.1600000.processed.noemoticon.csv")
_FIELD = re.compile(r'[^",]+')
#: Polarity in the files: class; 2 is neutral and left out.
_CLASSES = {0: 1, 4: 2}


def loadSentiment140(
    datapath: str | None = None,
    minfreq: int | None = None,
    seqlen: int | None = None,
    validratio: float | None = None,
    srcurl: str | None = None,
    progress: Any = None,
) -> tuple[Any, Any, Any]:
    """Loaders of the training, validation (an eighth, or `validratio`) and test set: word numbers and classes 1, 2.

    Inputs are n x `seqlen` (50), zeros first; words that occur less than `minfreq` (3) times are word 1. `datapath`
    (Twitter in the data folder) holds the tokenized files, or the published ones and twokenize.py of dataload.
    Loaders have fields vocab, ivocab and unigram, and tensor2text. The result is kept in a cache file there.
    """
    datapath = datapath or data_path("Twitter")
    minfreq, seqlen = minfreq or 3, seqlen or 50
    cache = os.path.join(datapath, f"cache_{minfreq}_{seqlen}.t7")
    if os.path.isfile(files.system_name(cache)):
        train, test = files.load(cache).array_values()
    else:
        train, test = _process(datapath, minfreq, seqlen, progress is None or progress, srcurl or _SOURCE)
        files.save(cache, Table([train, test]))
    train, valid = train.split(1 - (1 / 8 if validratio is None else validratio))
    for loader in (train, valid, test):
        loader.vocab, loader.ivocab, loader.unigram = test.vocab, test.ivocab, test.unigram
    return train, valid, test


def _process(folder: str, minfreq: int, seqlen: int, progress: bool, source: str) -> tuple[Any, Any]:
    test_file, train_file = (_tokenized(folder, *names, source) for names in (_TEST, _TRAIN))
    if progress:
        lua_print("Load & processing training data.")
    start = time.perf_counter()
    train = Sentiment140Loader(train_file, minfreq, seqlen)[0]
    if progress:
        lua_print(f"Number of tweets: {train.size()}")
        lua_print(f"Vocabulary size: {len(train.ivocab)}")
        lua_print(f"Number of occurences replaced with <OOV> token: {train.unigram.array[0]}")
        lua_print(f"Tweet corpus size (in number of tokens): {train.unigram.sum()}")
    train.shuffle()
    lua_print(f"trainset set processed in {time.perf_counter() - start}s")
    test = Sentiment140Loader(test_file, train.vocab, seqlen)[0]
    test.ivocab, test.unigram = train.ivocab, train.unigram
    return train, test


def _tokenized(folder: str, name: str, published: str, source: str) -> str:
    """The file of tokens, made by dataload's own tokenizer if need be."""
    found = find(folder, name)
    if found:
        return found
    unpack(folder, ("trainingandtestdata.zip",), published)
    original, tokenizer = find(folder, published), find(folder, "twokenize.py")
    if original is None:
        raise missing("loadSentiment140", folder, published, source)
    if tokenizer is None:
        raise missing("loadSentiment140", folder, f"{name}, or twokenize.py to make it", _TOKENIZER)
    lua_print("twokenizing data")
    target = os.path.join(folder, name)
    command = [sys.executable, *map(files.system_name, (tokenizer, "-i", original, "-o", target))]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode or not os.path.isfile(files.system_name(target)):
        raise TorchError(f"dl.loadSentiment140: twokenize.py failed: {done.stderr.strip()[-500:]}")
    return target


def Sentiment140Loader(filename: str, vocab: Any, maxlen: int | None = None) -> tuple[Any, int]:
    """A TensorLoader of a tokenized file, and `maxlen` (50), to which tweets are cut.

    `vocab` is a table word -> number, or how often a word must occur to get one.
    """
    length = int(maxlen or 50)
    tweets, polarities = _read(filename)
    ivocab = unigram = None
    if isinstance(vocab, (int, float)):
        vocab, ivocab, unigram = _vocabulary(tweets, vocab)
    numbers = dict(vocab.items())
    inputs, targets = np.zeros((len(tweets), length), "i8"), np.zeros(len(tweets), "i8")
    row = 0
    for tweet, polarity in zip(tweets, polarities):
        found = [numbers.get(word, 1) for word in tweet[:length]]
        inputs[row, length - len(found) :] = found  # as in Torch, over what a neutral tweet left there
        if polarity in _CLASSES:
            targets[row] = _CLASSES[polarity]
            row += 1
    loader: Any = TensorLoader(from_array(inputs[:row]), from_array(targets[:row]))
    loader.vocab = vocab
    if ivocab is not None:
        loader.ivocab, loader.unigram = ivocab, unigram
    return loader, length


def _read(filename: str) -> tuple[list[list[str]], list[int]]:
    """The words of each tweet, and its polarity: the sixth and the first field of a line."""
    tweets, polarities = [], []
    with open(files.system_name(filename), encoding="latin-1", newline="\n") as file:
        for number, line in enumerate(file, 1):
            fields = _FIELD.findall(line.rstrip("\n"))
            if len(fields) < 6 or fields[0].strip() not in ("0", "2", "4"):
                raise TorchError(f"{filename}: line {number}: Unrecognized target or missing text")
            polarities.append(int(fields[0]))
            tweets.append(words(fields[5]))
    return tweets, polarities


def _vocabulary(tweets: list[list[str]], minfreq: float) -> tuple[Table, Table, Any]:
    """Words in alphabetical order from number 2 on, and how often each occurs; number 1 stands for rare ones."""
    counts = Counter(word for tweet in tweets for word in tweet)
    kept = [word for word in sorted(counts) if counts[word] >= minfreq]
    rare = sum(counts.values()) - sum(counts[word] for word in kept)
    names = [UNKNOWN, *kept]
    unigram = from_array(np.array([rare, *(counts[word] for word in kept)], "i8"))
    return Table({word: i for i, word in enumerate(names, 1)}), Table(names), unigram

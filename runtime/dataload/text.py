"""Words and their numbers (dl.buildVocab, dl.text2tensor ...)."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import numpy as np

from ..errors import TorchError
from ..files import system_name
from ..table import Table
from ..tensor import from_array

#: The word that stands for all that are too rare or unknown.
UNKNOWN = "<OOV>"


def words(text: str) -> list[str]:
    """The parts of a text between spaces, as C knows them."""
    return [word for word in re.split("[ \\t\\n\\v\\f\\r]+", text) if word]


def _list(tokens: Any) -> list[str]:
    if isinstance(tokens, Table):
        tokens = tokens.array_values()
    if not isinstance(tokens, (list, tuple)):
        raise TorchError("Expecting table")
    return list(tokens)


def buildVocab(tokens: Any, minfreq: float | None = None) -> tuple[Table, Table, Table]:
    """Tables word -> number (from 1, in alphabetical order), number -> word and word -> how often it occurs.

    Words that occur less than `minfreq` times share the last number, as ``<OOV>``.
    """
    found = _list(tokens)
    if not found or not isinstance(found[0], str):
        raise TorchError("Expecting table of strings")
    counts = Counter(found)
    kept = [word for word in sorted(counts) if minfreq is None or counts[word] >= minfreq]
    rare = sum(counts.values()) - sum(counts[word] for word in kept)
    if rare:
        kept.append(UNKNOWN)
        counts[UNKNOWN] = rare
    return Table({word: i for i, word in enumerate(kept, 1)}), Table(kept), Table(counts)


def text2tensor(tokens: Any, vocab: Any) -> Any:
    """The numbers of words, as an IntTensor; unknown words need an entry ``<OOV>``."""
    tokens = _list(tokens)
    numbers = dict(vocab.items())
    unknown = numbers.get(UNKNOWN)
    found = [numbers.get(word, unknown) for word in tokens]
    if None in found:
        raise TorchError(f"assertion failed! (the vocabulary has neither {tokens[found.index(None)]!r} nor {UNKNOWN})")
    return from_array(np.array(found, "i4"))


def splitString(str: str, sep: str | None = None) -> Table:
    """The parts of a text between any of the characters in `sep` (a colon); empty parts are left out."""
    return Table([part for part in re.split("[" + re.escape(sep or ":") + "]", str) if part])


def getNumberOfLines(filename: str) -> int:
    """How many lines a text file has."""
    with open(system_name(filename), "rb") as file:
        return sum(1 for _ in file)

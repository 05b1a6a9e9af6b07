"""Which words follow which, and how often (dl.buildBigrams)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import TorchError
from ..table import Table
from ..tensor import from_array
from .iterators import batches


def count_bigrams(dataset: Any) -> Table:
    """For each word, in the order of first use, a list of it, the words that follow it (likewise) and how often."""
    pairs = []
    for _, inputs, targets, *_ in batches(dataset, "subiter", 1):
        if len(inputs._size) != 2 or inputs._size[0] != 1 or inputs._size != targets._size:
            raise TorchError("assertion failed!")
        pairs.append(np.stack((inputs.array[0], targets.array[0])))
    if not pairs:
        return Table()
    words, following = np.concatenate(pairs, 1).astype("i8")
    size = int(following.max()) + 1
    found, first, counts = np.unique(words * size + following, return_index=True, return_counts=True)
    order = np.argsort(first)
    found, counts = found[order], counts[order]
    groups: dict[int, list[int]] = {}
    for position, word in enumerate((found // size).tolist()):
        groups.setdefault(word, []).append(position)
    rows = ((word, found[places] % size, counts[places]) for word, places in groups.items())
    return Table([Table([word, from_array(following), from_array(number)]) for word, following, number in rows])


def buildBigrams(dataset: Any) -> Table:
    """Table word -> {index = the words that follow it, prob = their shares}; the loader's targets follow its inputs."""
    bigrams = Table()
    for row in count_bigrams(dataset).array_values():
        shares = row[3].array.astype("f4")
        shares /= np.float32(row[3].array.sum())
        bigrams[row[1]] = Table({"index": row[2], "prob": from_array(shares)})
    return bigrams

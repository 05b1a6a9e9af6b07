"""Samples of several lengths in one tensor, steps x rows (x ...): one behind the other, with a masked step between.

`indexes` and `mappedLengths` are tables with a table for each row: which samples it holds, and how long they are.
"""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...table import Table


def fill_rows(lengths: list[int]) -> list[list[int]]:
    """Which samples share a row, in order: each row takes the longest that still fit, with a gap between two."""
    left = sorted(range(len(lengths)), key=lambda i: lengths[i])[::-1]
    rows: list[list[int]] = []
    longest = lengths[left[0]]
    while left:
        row: list[int] = []
        room = longest
        for sample in list(left):
            if lengths[sample] <= room:
                row.append(sample)
                left.remove(sample)
                room -= lengths[sample] + 1
        rows.append(row)
    return rows


def from_samples(samples: Table, output: Any, mask: Any) -> tuple[Table, Table]:
    """Packs a table of tensors, length (x ...) each, into `output`; `mask` is 1 where none is.

    Returns indexes and mappedLengths.
    """
    tensors = samples.array_values()
    size = tensors[0]._size[1:]
    if any(tensor._size[1:] != size for tensor in tensors):
        raise TorchError("got tensors of different sizes")
    lengths = [tensor._size[0] for tensor in tensors]
    rows, longest = fill_rows(lengths), max(lengths)
    packed, masked = output.resize_array((longest, len(rows), *size)), mask.resize_array((longest, len(rows)))
    packed[...] = 0
    masked[...] = 1
    for number, row in enumerate(rows):
        start = 0
        for sample in row:
            end = start + lengths[sample]
            packed[start:end, number] = tensors[sample].array
            masked[start:end, number] = 0
            start = end + 1
    indexes = Table([Table([sample + 1 for sample in row]) for row in rows])
    return indexes, Table([Table([lengths[sample] for sample in row]) for row in rows])


def _places(indexes: Table, mappedLengths: Table) -> list[tuple[int, int, int, int]]:
    """(sample, row, first step, length) of all samples, the first three from 0."""
    places = []
    for row, (samples, lengths) in enumerate(zip(indexes.array_values(), mappedLengths.array_values())):
        start = 0
        for sample, length in zip(samples.array_values(), lengths.array_values()):
            places.append((int(sample) - 1, row, start, int(length)))
            start += int(length) + 1
    return places


def to_samples(indexes: Table, mappedLengths: Table, packed: Any) -> Table:
    """The samples' parts of a packed tensor, views."""
    places = _places(indexes, mappedLengths)
    parts: list[Any] = [None] * len(places)
    for sample, row, start, length in places:
        parts[sample] = packed.select(2, row + 1).narrow(1, start + 1, length)
    return Table(parts)


def to_final(indexes: Table, mappedLengths: Table, packed: Any, output: Any) -> None:
    """The last steps of all samples, samples (x ...), in `output`."""
    places = _places(indexes, mappedLengths)
    final = output.resize_array((len(places), *packed._size[2:]))
    for sample, row, start, length in places:
        final[sample] = packed.array[start + length - 1, row]


def from_final(indexes: Table, mappedLengths: Table, final: Any, output: Any) -> None:
    """What `to_final` gave in its place in `output`, zeros elsewhere."""
    places = _places(indexes, mappedLengths)
    longest = max([start + length for _, _, start, length in places])
    packed = output.resize_array((longest, len(indexes), *final._size[1:]))
    packed[...] = 0
    for sample, row, start, length in places:
        packed[start + length - 1, row] = final.array[sample]

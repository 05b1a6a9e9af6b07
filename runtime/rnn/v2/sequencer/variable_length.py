"""Samples of several lengths in one batch (nn.VariableLength)."""

from __future__ import annotations

from typing import Any

from ....errors import TorchError
from ....nn.container.decorator import Decorator
from ....nn.simple.common import buffer, require
from ....table import Table
from ....tensor import TENSORS, TensorCore
from ...module.masks import mask_zero, set_zero_mask
from ..declare import is_true, torch_rnn
from ..masks import recursiveZeroMask


@torch_rnn("nn.VariableLength")
class VariableLength(Decorator):
    """A table of samples, each a tensor of its own length (x ...), in; a table of their outputs out.

    Samples are packed one behind the other, masked steps between them, into as few rows as greedy filling
    needs: `indexes` and `mappedLengths` say which sample, and how long, comes where in a row. With `lastOnly` the
    output is a tensor of the last steps' outputs.
    """

    lastOnly: Any = None
    _input: Any = None
    _mask: Any = None
    _gradOutput: Any = None
    indexes: Any = None
    mappedLengths: Any = None

    def __init__(self, module: Any = None, lastOnly: Any = None) -> None:
        masked = mask_zero(module)
        require(masked is not None, "assertion failed!")
        super().__init__(masked)
        self.lastOnly = lastOnly
        self.gradInput = Table()

    def updateOutput(self, input: Any) -> Any:
        require(isinstance(input, Table), "assertion failed! expecting a table of samples")
        first = input.get(1)
        require(isinstance(first, TensorCore), "assertion failed! expecting a table of tensors")
        if self._mask is None:
            self._mask = TENSORS["Byte"]()
        self._pack(input, buffer(self, "_input", first))
        set_zero_mask(self.modules[1], self._mask)
        output = self.modules[1].updateOutput(self._input)
        if is_true(self.lastOnly):
            self.output = self.output if isinstance(self.output, TensorCore) else type(output)()
            ends = self._ends()
            array = self.output.resize_array((len(ends), *output._size[2:]))
            for sample, row, last in ends:
                array[sample] = output.array[last, row]
        else:
            self.output = self._samples(output)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        packed = buffer(self, "_gradOutput", self._input)
        if is_true(self.lastOnly):
            require(isinstance(gradOutput, TensorCore), "assertion failed! expecting a tensor")
            array = packed.resize_array((*self._mask._size, *gradOutput._size[1:]))
            array[...] = 0
            for sample, row, last in self._ends():
                array[last, row] = gradOutput.array[sample]
        else:
            require(isinstance(gradOutput, Table), "assertion failed! expecting a table of gradients")
            require(isinstance(gradOutput.get(1), TensorCore), "assertion failed! expecting a table of tensors")
            self._pack(gradOutput, packed)
        recursiveZeroMask(packed, self._mask)
        self.gradInput = self._samples(self.modules[1].updateGradInput(self._input, packed))
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        self.modules[1].accGradParameters(self._input, self._gradOutput, 1 if scale is None else scale)

    # Packing

    def _pack(self, samples: Table, packed: Any) -> None:
        """Lays the samples out in `packed`, longest x rows (x ...), and notes where; `_mask` is 1 where none is."""
        tensors = samples.array_values()
        size = tensors[0]._size[1:]
        if any(tensor._size[1:] != size for tensor in tensors):
            raise TorchError("got tensors of different sizes")
        lengths = [tensor._size[0] for tensor in tensors]
        rows, longest = fill_rows(lengths), max(lengths)
        array = packed.resize_array((longest, len(rows), *size))
        array[...] = 0
        mask = self._mask.resize_array((longest, len(rows)))
        mask[...] = 1
        for number, row in enumerate(rows):
            start = 0
            for sample in row:
                end = start + lengths[sample]
                array[start:end, number] = tensors[sample].array
                mask[start:end, number] = 0
                start = end + 1
        self.indexes = Table([Table([sample + 1 for sample in row]) for row in rows])
        self.mappedLengths = Table([Table([lengths[sample] for sample in row]) for row in rows])

    def _places(self) -> list[tuple[int, int, int, int]]:
        """(sample, row, first step, length) of all samples, the first three from 0."""
        places = []
        for row, (samples, lengths) in enumerate(zip(self.indexes.array_values(), self.mappedLengths.array_values())):
            start = 0
            for sample, length in zip(samples.array_values(), lengths.array_values()):
                places.append((int(sample) - 1, row, start, int(length)))
                start += int(length) + 1
        return places

    def _ends(self) -> list[tuple[int, int, int]]:
        """(sample, row, last step) of all samples, from 0."""
        return [(sample, row, start + length - 1) for sample, row, start, length in self._places()]

    def _samples(self, packed: Any) -> Table:
        """The samples' parts of a packed tensor, views."""
        parts: list[Any] = [None] * len(self._places())
        for sample, row, start, length in self._places():
            parts[sample] = packed.select(2, row + 1).narrow(1, start + 1, length)
        return Table(parts)

    def clearState(self) -> Any:
        self.gradInput = Table()
        if isinstance(self.output, TensorCore):
            self.output.set()
        else:
            self.output = Table()
        self._gradOutput = self._input = None
        return super().clearState()

    def setZeroMask(self, *_: Any) -> None:
        raise TorchError("Not Supported")


def fill_rows(lengths: list[int]) -> list[list[int]]:
    """Which samples share a row, in order: each row takes the longest that still fit, with a gap between two."""
    left = sorted(range(len(lengths)), key=lambda i: lengths[i])[::-1]
    rows: list[list[int]] = []
    room = longest = lengths[left[0]]
    while left:
        row: list[int] = []
        for sample in list(left):
            if lengths[sample] <= room:
                row.append(sample)
                left.remove(sample)
                room -= lengths[sample] + 1
        rows.append(row)
        room = longest
    return rows

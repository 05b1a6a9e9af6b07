"""Linear for sparse input (nn.SparseLinear)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import backend
from ...errors import TorchError
from ...registry import register
from ...table import Table
from ...tensor import Tensor
from .. import utils
from ..module import Module
from .common import buffer, copied, initial_bound, require
from .rows import add_rows, segment_sums

#: What `sparseUpdate` says about the gradients since the last zeroGradParameters.
NO_LAST_INPUT, ONE_LAST_INPUT, ACC_MULTIPLE_TIMES = 0, 1, 2


@register("nn.SparseLinear")
class SparseLinear(Module):
    """Linear whose input is given as (column, value) pairs.

    Input: a Table of tensors nnz x 2, one a sample; or one such tensor (output: outputSize); or
    batch x nnz x 2. Columns count from 1. With `doGradInput` backward gives dense (column, gradient)
    pairs. After one backward, updating and zeroing touch only the columns that the input named.
    """

    lastInput: Any = None
    formatted_input: Any = None
    legacyMode: Any = None
    sparseUpdate: int = NO_LAST_INPUT
    doGradInput: bool = False
    weightDecay: float = 0

    def __init__(self, inputSize: int, outputSize: int, doGradInput: bool | None = False) -> None:
        super().__init__()
        self.weightDecay = 0
        self.doGradInput = doGradInput or False
        self.weight = Tensor(outputSize, inputSize).zero()
        self.bias = Tensor(outputSize).zero()
        self.gradWeight = Tensor(outputSize, inputSize).zero()
        self.gradBias = Tensor(outputSize).zero()
        require(isinstance(self.doGradInput, bool), "assertion failed!")
        self.sparseUpdate = NO_LAST_INPUT
        self.gradInput = Table()
        self.output.resize(outputSize)
        self.reset()

    def reset(self, stdv: float | None = None) -> None:
        """Draws the parameters uniformly from +-stdv * sqrt(3), by default +-1 / sqrt(inputSize); the bias is tiny."""
        stdv = initial_bound(stdv, self.weight._size[1])
        self.weight.uniform(-stdv, stdv)
        bias = self.bias.uniform(-stdv, stdv).array
        bias *= 0.000001

    def reshapeInput(self, input: Any) -> tuple[Any, bool, bool]:
        """(input as a batch, whether it was one, whether it is batch x nnz x 2)."""
        if isinstance(input, Table):
            return input, True, False
        if len(input._size) == 2:
            return Table([input]), False, False
        return input, True, True

    def updateOutput(self, input: Any) -> Any:
        if self.sparseUpdate == ONE_LAST_INPUT:
            self.sparseUpdate = ACC_MULTIPLE_TIMES
        samples, batchMode, self.legacyMode = self.reshapeInput(input)
        if self.legacyMode:
            pairs = input.array
            require(pairs.ndim == 3 and pairs.shape[2] == 2, "input size must be batchsize x nnz x 2")
            sizes = np.full(len(pairs), pairs.shape[1])
            self._sums(sizes, pairs[:, :, 0].reshape(-1), pairs[:, :, 1].reshape(-1))
            return self.output
        parts = [t.array for t in samples.array_values()]
        if not parts:
            return self.output.copy(self.bias)
        entries = self._format(samples[1], parts)
        self._sums(np.array([len(p) for p in parts]), entries[:, 1], entries[:, 2])
        if not batchMode:
            self.output = self.output.select(1, 1)
        return self.output

    def _format(self, like: Any, parts: list) -> Any:
        """Fills formatted_input with (sample, column, value) triples."""
        entries = buffer(self, "formatted_input", like).resize_array((sum(map(len, parts)), 3))
        start = 0
        for i, part in enumerate(parts, 1):
            entries[start : start + len(part), 0] = i
            entries[start : start + len(part), 1:] = part
            start += len(part)
        return entries

    def _sums(self, sizes: Any, columns: Any, values: Any) -> None:
        """output = the weighted sums of the columns of `weight`, a segment of entries a sample, plus bias."""
        weight = self.weight.array
        places = self._places(columns, values, "updateOutput")
        sizes = backend.get_array_module(weight).asarray(sizes)
        output = self.output.resize_array((len(sizes), weight.shape[0]))
        np.add(segment_sums(weight.T[places] * values[:, None], sizes), self.bias.array, out=output)

    def _places(self, columns: Any, values: Any, where: str, all: bool = False) -> Any:
        """1-based columns as positions; entries whose value is 0 may lie outside unless `all` count."""
        places = columns.astype("i8") - 1
        inputSize = self.weight._size[1]
        outside = (places < 0) | (places >= inputSize)
        if not all:
            outside &= values != 0
        if outside.any():
            first = int(places[outside][0]) + 1
            raise TorchError(f"index out of bound. {where}: {first} not between 1 and {inputSize}")
        return places.clip(0, inputSize - 1)

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float = 1) -> None:
        _, batchMode, self.legacyMode = self.reshapeInput(input)
        self._remember(input if self.legacyMode else self.formatted_input, gradOutput)
        if not batchMode and len(gradOutput._size) == 1:
            gradOutput._resize((1, *gradOutput._size))  # as Torch does, the caller's tensor changes
        require(gradOutput.is_contiguous(), "bad argument #1 to '?' (gradOutput must be contiguous)")
        g = gradOutput.array
        xp = backend.get_array_module(g)
        if self.legacyMode:
            pairs = input.array
            columns, values = pairs[:, :, 0].reshape(-1), pairs[:, :, 1].reshape(-1)
            samples = xp.repeat(xp.arange(pairs.shape[0]), pairs.shape[1])
        else:
            entries = self.formatted_input.array
            samples, columns, values = entries[:, 0].astype("i8") - 1, entries[:, 1], entries[:, 2]
        places = self._places(columns, values, "accGradParameters", all=not self.legacyMode)
        gradWeight, gradBias = self.gradWeight.array, self.gradBias.array
        add_rows(gradWeight.T, places, (scale * values)[:, None] * g[samples])
        gradBias += scale * g.sum(0)
        if self.weightDecay:
            gradWeight += self.weightDecay * self.weight.array

    def _remember(self, entries: Any, gradOutput: Any) -> None:
        last = buffer(self, "lastInput", gradOutput)
        if self.sparseUpdate == NO_LAST_INPUT:
            copied(last, entries)
            self.sparseUpdate = ONE_LAST_INPUT
        elif self.sparseUpdate == ONE_LAST_INPUT:
            self.sparseUpdate = ACC_MULTIPLE_TIMES

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.legacyMode:
            if type(self.gradInput) is not type(gradOutput):
                self.gradInput = type(gradOutput)()
            self.gradInput.resize_array(input._size).fill(0)
        else:
            self.gradInput = Table()
        if self.doGradInput:
            self._dense_gradient(gradOutput)
        return self.gradInput

    def _dense_gradient(self, gradOutput: Any) -> None:
        """gradInput = (column, gradient) pairs for every column."""
        g = gradOutput.array
        gradients = (g if g.ndim == 2 else g[None]) @ self.weight.array
        count, inputSize = gradients.shape
        if self.legacyMode:
            pairs = self.gradInput.resize_array((count, inputSize, 2))
        else:
            pairs = [type(gradOutput).empty((inputSize, 2)) for _ in range(count)]
            self.gradInput = Table(pairs)
            pairs = [t.array for t in pairs]
        columns = np.arange(1, inputSize + 1)
        for pair, gradient in zip(pairs, gradients):
            pair[:, 0], pair[:, 1] = backend.get_array_module(pair).asarray(columns), gradient

    def _last_columns(self, where: str) -> Any:
        """The columns that the last input named, or None where all count."""
        if self.lastInput is None or self.sparseUpdate != ONE_LAST_INPUT:
            return None
        entries = self.lastInput.array
        columns, values = entries[..., -2].reshape(-1), entries[..., -1].reshape(-1)
        xp = backend.get_array_module(entries)
        return xp.unique(self._places(columns, values, where)[values != 0])

    def updateParameters(self, learningRate: float) -> None:
        columns = self._last_columns("updateParameters")
        if columns is None:
            super().updateParameters(learningRate)
        elif len(columns):
            bias, weight = self.bias.array, self.weight.array
            bias -= learningRate * self.gradBias.array
            weight[:, columns] -= learningRate * self.gradWeight.array[:, columns]

    def zeroGradParameters(self) -> None:
        columns = self._last_columns("zeroGradParameters")
        if columns is None:
            super().zeroGradParameters()
        else:
            self.gradBias.zero()
            self.gradWeight.array[:, columns] = 0
        self.sparseUpdate = NO_LAST_INPUT

    def clearState(self) -> Any:
        utils.clear(self, "lastInput", "formatted_input")
        self.sparseUpdate = ACC_MULTIPLE_TIMES if self.sparseUpdate == ONE_LAST_INPUT else self.sparseUpdate
        return super().clearState()

"""A linear map that may be cut down to some of its outputs (nn.PartialLinear)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import backend
from ...errors import TorchError
from ...registry import register
from ...table import Table
from ...tensor import Tensor
from ..checks import same_type
from ..module import Module
from .common import require
from .rows import add_rows, checked_rows


@register("nn.PartialLinear")
class PartialLinear(Module):
    """output = input * W[partition]^T + bias[partition]; input is batch x inputsize.

    setPartition(indices) picks outputs, resetPartition() takes all again. As in Torch the weight
    (outputsize x inputsize) belongs to a LookupTable inside `network`; a layer without bias has no
    zeroGradParameters and updateParameters.
    """

    partition: Any = None

    def __init__(self, inputsize: int, outputsize: int, bias: bool | None = True) -> None:
        from .. import MM, Identity, LookupTable, ParallelTable, Sequential

        super().__init__()
        pair = ParallelTable().add(Identity()).add(LookupTable(outputsize, inputsize))
        self.network = Sequential().add(pair).add(MM(False, True))
        if bias is None or bias:
            self.bias = Tensor(1, outputsize).zero()
            self.gradBias = Tensor(1, outputsize).zero()
        self.inputsize, self.outputsize = inputsize, outputsize
        self.allcolumns = Tensor(outputsize)
        self.allcolumns.array[...] = backend.get_array_module(self.allcolumns.array).arange(1, outputsize + 1)
        self.resetPartition()

    def setPartition(self, indices: Any) -> None:
        """Only the outputs numbered `indices` (a tensor) are computed from now on."""
        self.partition = indices.type(self.allcolumns.typename)

    def resetPartition(self) -> None:
        """All outputs are computed from now on."""
        self.partition = self.allcolumns

    @property
    def _table(self) -> Any:
        return self.network.get(1).get(2)

    def _columns(self) -> Any:
        return checked_rows(self.partition.array, self.outputsize, "index out of range")

    def parameters(self) -> tuple[Table, Table]:
        return Table([self._table.weight, self.bias]), Table([self._table.gradWeight, self.gradBias])

    def updateOutput(self, input: Any) -> Any:
        same_type(self, self._table.weight, input, "input")
        require(len(input._size) == 2, "input tensors must be 2D or 3D")
        columns = self._columns()
        output = self.output.resize_array((input._size[0], len(columns)))
        np.matmul(input.array, self._table.weight.array[columns].T, out=output)
        if self.bias is not None:
            output += self.bias.array[0, columns]
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.gradInput is not None:
            gradient = self.gradInput.resize_array(input._size)
            np.matmul(gradOutput.array, self._table.weight.array[self._columns()], out=gradient)
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float = 1) -> None:
        self._accumulate(self._table.gradWeight, self.gradBias, input, gradOutput, scale)

    def _accumulate(self, weight: Any, bias: Any, input: Any, gradOutput: Any, scale: float) -> None:
        columns, g = self._columns(), gradOutput.array
        add_rows(weight.array, columns, scale * (g.T @ input.array))
        if bias is not None:
            add_rows(bias.array[0], columns, scale * g.sum(0))

    def accUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float) -> None:
        self._accumulate(self._table.weight, self.bias, input, gradOutput, -lr)

    def sharedAccUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float) -> None:
        self.defaultAccUpdateGradParameters(input, gradOutput, lr)

    def zeroGradParameters(self) -> None:
        self.network.zeroGradParameters()
        self._required_bias("gradBias").zero()

    def updateParameters(self, learningRate: float) -> None:
        self.network.updateParameters(learningRate)
        bias = self._required_bias("bias").array
        bias -= learningRate * self.gradBias.array

    def _required_bias(self, field: str) -> Any:
        if self.bias is None:
            raise TorchError(f"attempt to index field '{field}' (a nil value)")
        return getattr(self, field)

    def __tostring__(self) -> str:
        without = " without bias" if self.bias is None else ""
        return f"{self._typename}({self.inputsize} -> {self.outputsize}){without}"

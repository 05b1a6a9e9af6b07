"""Experts weighted by a gater (nn.MixtureTable)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import TorchError
from ...registry import register
from ...storage import LongStorage
from ...table import Table
from .. import utils
from ..module import Module
from .arrays import arrays, assign


@register("nn.MixtureTable")
class MixtureTable(Module):
    """{gater, experts} -> sum over i of gater[i] * experts[i].

    The gater is (n) or (batch x n). Experts are a table of n tensors, or one tensor with the experts
    along `dim` (by default 2 with a batch, 1 without).
    """

    table: Any = None
    dim: Any = None

    def __init__(self, dim: int | None = None) -> None:
        super().__init__()
        self.dim = dim
        self.size = LongStorage()
        self.batchSize = 0
        self.size2 = LongStorage()
        self.backwardSetup = False
        self.gradInput = Table()

    def _gates(self, gater: Any, ndim: int) -> Any:
        """The gater, ready to be broadcast over experts of `ndim` dimensions; sets the sizes of this pass."""
        self.dimG = 2 if gater.ndim >= 2 else 1
        self.batchSize = gater.shape[0] if gater.ndim >= 2 else 1
        self.dim = self.dim or self.dimG
        shape = [1] * ndim
        if self.dimG > 1:
            shape[0] = gater.shape[0]
        shape[int(self.dim) - 1] = gater.shape[self.dimG - 1]
        if self.size.tolist() != shape:
            self.size = LongStorage(shape)
        return gater.reshape(shape)

    def updateOutput(self, input: Any) -> Any:
        gater, experts = input[1].array, input[2]
        if not (self.table or isinstance(experts, Table)):
            gates = self._gates(gater, len(experts._size))
            axis = int(self.dim) - 1
            shape = experts._size[:axis] + experts._size[axis + 1 :]
            np.sum(gates * experts.array, axis=axis, out=self.output.resize_array(shape))
            return self.output
        self.table = True
        x = arrays(experts.array_values())
        if gater.shape[-1] != len(x):
            raise TorchError("Should be one gater output per expert")
        gates = self._gates(gater, x[0].ndim + 1)
        output = self.output.resize_array(x[0].shape)
        product = np.empty_like(output)
        for i, expert in enumerate(x):
            np.multiply(expert, self._gate(gates, i), out=product if i else output)
            if i:
                np.add(output, product, out=output)
        return self.output

    def _gate(self, gates: Any, i: int) -> Any:
        return gates[(slice(None),) * (int(self.dim) - 1) + (i,)]

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        utils.recursiveResizeAs(self.gradInput, input)
        gater, g = input[1].array, gradOutput.array
        to_gater = self.gradInput[1].array
        if self.table:
            self._to_table(input[2].array_values(), gater, g, to_gater)
            return self.gradInput
        experts = input[2].array
        gates = self._gates(gater, experts.ndim)
        spread = np.expand_dims(g.reshape(self.output._size), int(self.dim) - 1)
        kept = {int(self.dim) - 1} | ({0} if self.dimG > 1 else set())
        product = spread * experts
        assign(to_gater, product.sum(axis=tuple([d for d in range(experts.ndim) if d not in kept])))
        np.multiply(gates, spread, out=self.gradInput[2].array)
        return self.gradInput

    def _to_table(self, experts: list, gater: Any, g: Any, to_gater: Any) -> None:
        """Gradients of a table of experts, and of their gater."""
        gates = self._gates(gater, len(experts[0]._size) + 1)
        targets = arrays(self.gradInput[2].array_values())
        for i, (expert, target) in enumerate(zip(arrays(experts), targets)):
            product = g * expert
            to_gater[..., i] = product.reshape(*gater.shape[:-1], -1).sum(-1)
            np.multiply(self._gate(gates, i), g, out=target)

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        self._forget()
        return super().type(type, tensorCache)

    def clearState(self) -> Any:
        self._forget()
        return super().clearState()

    def _forget(self) -> None:
        """Old files carry Torch's buffers; nothing here needs them."""
        for name in ("_gaterView", "_expert", "_expertView", "_sum", "_expert2", "_expertView2"):
            vars(self).pop(name, None)

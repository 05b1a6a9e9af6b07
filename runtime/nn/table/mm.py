"""Matrix products of two inputs (nn.MM)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import TorchError
from ...registry import register
from ...table import Table
from ...tensor import Tensor
from ..checks import same_type
from ..module import Module
from .arrays import arrays, reused


@register("nn.MM")
class MM(Module):
    """{a, b} -> a * b for matrices or batches of matrices; `transA`, `transB` transpose an input first."""

    transA: Any = False
    transB: Any = False

    def __init__(self, transA: bool | None = None, transB: bool | None = None) -> None:
        super().__init__()
        self.transA = transA or False
        self.transB = transB or False
        self.gradInput = Table([Tensor(), Tensor()])

    def updateOutput(self, input: Any) -> Any:
        values = input.array_values() if isinstance(input, Table) else []
        _require(len(values) == 2, "input must be a pair of minibatch matrices")
        a, b = arrays(values, self)
        _require(a.ndim in (2, 3), "input tensors must be 2D or 3D")
        if a.ndim == 2:
            _require(b.ndim == 2, "second input tensor must be 2D")
        else:
            _require(b.ndim == 3, "second input tensor must be 3D")
            _require(a.shape[0] == b.shape[0], "inputs must contain the same number of minibatches")
        a = a.swapaxes(-1, -2) if self.transA else a
        b = b.swapaxes(-1, -2) if self.transB else b
        _require(a.shape[-1] == b.shape[-2], "matrix sizes do not match")
        np.matmul(a, b, out=self.output.resize_array((*a.shape[:-1], b.shape[-1])))
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        values = input.array_values() if isinstance(input, Table) else []
        _require(len(values) == 2, "input must be a pair of tensors")
        same_type(self, self.output, gradOutput, "gradOutput")
        (a, b), g = arrays(values), gradOutput.array
        _require(g.ndim in (2, 3), "arguments must be a 2D or 3D Tensor")
        _require(a.ndim == g.ndim, f"first input tensor must be {g.ndim}D")
        _require(b.ndim == g.ndim, f"second input tensor must be {g.ndim}D")
        first, second = reused(self.gradInput, values)
        a_ = a if self.transA else a.swapaxes(-1, -2)
        b_ = b if self.transB else b.swapaxes(-1, -2)
        # d(op(a)) = g * op(b)^T and d(op(b)) = op(a)^T * g, transposed back where the input was
        da, db = first.resize_array(a.shape), second.resize_array(b.shape)
        np.matmul(g, b_, out=da.swapaxes(-1, -2) if self.transA else da)
        np.matmul(a_, g, out=db.swapaxes(-1, -2) if self.transB else db)
        return self.gradInput


def _require(condition: bool, text: str) -> None:
    if not condition:
        raise TorchError(text)

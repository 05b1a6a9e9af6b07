"""Matrix-vector products of two inputs (nn.MV)."""

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


@register("nn.MV")
class MV(Module):
    """{M, v} -> M * v for a matrix and a vector or batches of them; `trans` transposes M first."""

    trans: Any = False

    def __init__(self, trans: bool | None = None) -> None:
        super().__init__()
        self.trans = trans or False
        if not isinstance(self.trans, bool):
            raise TorchError("argument must be a boolean, matrix transpose before multiplication")
        self.gradInput = Table([Tensor(), Tensor()])

    def updateOutput(self, input: Any) -> Any:
        values = input.array_values() if isinstance(input, Table) else []
        _require(len(values) == 2, "input must be a pair of minibatch matrices")
        m, v = arrays(values, self)
        _require(m.ndim in (2, 3), "input matrix must be 2D or 3D")
        _require(v.ndim in (1, 2), "input vector must be 1D or 2D")
        if m.ndim == 2:
            _require(v.ndim == 1, "vector must be 1D")
        else:
            _require(v.ndim == 2, "vector must be 2D (batch dimension)")
            _require(m.shape[0] == v.shape[0], "inputs must contain the same number of minibatches")
        m = m.swapaxes(-1, -2) if self.trans else m
        _require(m.shape[-1] == v.shape[-1], "matrix row count and vector length do not match")
        output = self.output.resize_array(m.shape[:-1])
        np.matmul(m, v[..., None], out=output[..., None])
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        values = input.array_values() if isinstance(input, Table) else []
        _require(len(values) == 2, "input must be a pair of tensors")
        same_type(self, self.output, gradOutput, "gradOutput")
        (m, v), g = arrays(values), gradOutput.array
        _require(g.ndim in (1, 2), "arguments must be a 1D or 2D Tensor")
        if g.ndim == 2:
            _require(m.ndim == 3, "matrix must must be 3D (batched)")
            _require(v.ndim == 2, "vector must be 2D (batched)")
        else:
            _require(m.ndim == 2, "matrix must be 2D")
            _require(v.ndim == 1, "vector must be 1D")
        first, second = reused(self.gradInput, values)
        rows, columns = (v, g) if self.trans else (g, v)
        np.multiply(rows[..., None], columns[..., None, :], out=first.resize_array(m.shape))
        m = m if self.trans else m.swapaxes(-1, -2)
        np.matmul(m, g[..., None], out=second.resize_array(v.shape)[..., None])
        return self.gradInput


def _require(condition: bool, text: str) -> None:
    if not condition:
        raise TorchError(text)

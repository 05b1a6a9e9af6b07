"""Products with the weights of several gates: those of a step or a sequence in one call.

Weights are gates x inputs x size, sums and their gradients gates x rows x size. Views of matrices in which
the gates lie side by side (or one below the other) do: BLAS takes the strides.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def side_by_side(weight: Any, gates: int) -> Any:
    """A matrix inputs x (gates size) as gates x inputs x size."""
    return weight.reshape(len(weight), gates, -1).transpose(1, 0, 2)


def stacked(weight: Any, gates: int) -> Any:
    """A matrix (gates size) x inputs as gates x inputs x size."""
    return weight.reshape(gates, -1, weight.shape[1]).transpose(0, 2, 1)


def by_rows(da: Any, weight: Any, out: Any, work: Any) -> Any:
    """The gradient by what was multiplied (rows x inputs) in `out`; `work` has its shape."""
    np.matmul(da[0], weight[0].T, out=out)
    for gradient, own in zip(da[1:], weight[1:]):
        out += np.matmul(gradient, own.T, out=work)
    return out


def add_by_weight(gradient: Any, rows: Any, da: Any, work: Any, scale: float = 1) -> None:
    """gradient (gates x inputs x size) += scale * rows^T * da; `work` is scratch of its shape, without holes."""
    factors = rows.T, da
    if gradient.strides[-1] > gradient.strides[-2]:  # as the gradient lies in memory
        gradient, factors = gradient.swapaxes(-1, -2), (da.swapaxes(-1, -2), rows)
        work = work.reshape(gradient.shape)
    multiply = np.multiply if len(rows) == 1 else np.matmul  # of one row it is the outer product
    multiply(*factors, out=work)
    gradient += work if scale == 1 else np.multiply(work, scale, out=work)

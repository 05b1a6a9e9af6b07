"""Products with the weights of several gates: those of a step or a sequence in one call.

Weights are gates x inputs x size, sums and their gradients gates x rows x size. Views of matrices in which
the gates lie side by side (or one below the other) do: BLAS takes the strides. Large products are cut into
pieces for the threads of nn's kernels.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...nn.convolution.kernels import parallel


def side_by_side(weight: Any, gates: int) -> Any:
    """A matrix inputs x (gates size) as gates x inputs x size."""
    return weight.reshape(len(weight), gates, -1).transpose(1, 0, 2)


def stacked(weight: Any, gates: int) -> Any:
    """A matrix (gates size) x inputs as gates x inputs x size."""
    return weight.reshape(gates, -1, weight.shape[1]).transpose(0, 2, 1)


def _is_large(flops: float, array: Any) -> bool:
    return flops >= parallel.SHARED_FLOPS and isinstance(array, np.ndarray)


def _pieces(count: int) -> list[tuple[int, int]]:
    """An even cut for all threads."""
    return parallel.parts(count, -(-count // parallel.threads()))


def _product(a: Any, b: Any, out: Any) -> None:
    np.matmul(a, b, out=out)


def multiply(rows: Any, weight: Any, out: Any) -> None:
    """out (gates x rows x size) = rows * weight, gate by gate; or all without the gates' dimension."""
    flops = 2 * rows.size * (weight.size // rows.shape[1])
    if not _is_large(flops, rows):
        np.matmul(rows, weight, out=out)
        return
    gates = [(weight, out)] if weight.ndim == 2 else list(zip(weight, out))
    parallel.run(_product, [(rows[a:b], own, place[a:b]) for own, place in gates for a, b in _pieces(len(rows))], flops)


def by_rows(da: Sequence[Any], weights: Sequence[Any], out: Any, work: Any) -> None:
    """The gradient by what was multiplied (rows x inputs) in `out`; `work` has its shape."""
    flops = 2 * out.size * sum([weight.shape[1] for weight in weights])
    if not _is_large(flops, out):
        _by_rows(da, weights, out, work)
        return
    jobs = [([own[a:b] for own in da], weights, out[a:b], work[a:b]) for a, b in _pieces(len(out))]
    parallel.run(_by_rows, jobs, flops)


def _by_rows(da: Sequence[Any], weights: Sequence[Any], out: Any, work: Any) -> None:
    np.matmul(da[0], weights[0].T, out=out)
    for gradient, weight in zip(da[1:], weights[1:]):
        out += np.matmul(gradient, weight.T, out=work)


def add_by_weight(gradient: Any, rows: Any, da: Any, work: Any, scale: float = 1) -> None:
    """gradient (gates x inputs x size) += scale * rows^T * da; `work` is scratch of its shape, without holes."""
    left, right = rows.T, da
    if gradient.strides[-1] > gradient.strides[-2]:  # as the gradient lies in memory
        gradient, left, right = gradient.swapaxes(-1, -2), da.swapaxes(-1, -2), rows
        work = work.reshape(gradient.shape)
    flops = 2 * gradient.size * len(rows)
    if not _is_large(flops, rows):
        _add(gradient, left, right, work, scale)
        return
    jobs = []
    for k in range(len(gradient)) if gradient.ndim == 3 else [()]:
        one, other = left[k] if left.ndim == 3 else left, right[k] if right.ndim == 3 else right
        for a, b in _pieces(gradient.shape[-2]):
            jobs.append((gradient[k][a:b], one[a:b], other, work[k][a:b], scale))
    parallel.run(_add, jobs, flops)


def _add(gradient: Any, left: Any, right: Any, work: Any, scale: float) -> None:
    """gradient += scale * left * right."""
    multiply = np.multiply if left.shape[-1] == 1 else np.matmul  # with one row the outer product
    multiply(left, right, out=work)
    gradient += work if scale == 1 else np.multiply(work, scale, out=work)

"""The three products of an affine map, for a batch of rows: forward, by the input, by the weight (outputs x inputs).

oneDNN makes kernels for their sizes, which come again and again.
"""

from __future__ import annotations

from typing import Any

from . import parallel
from .onednn import matrices

#: Smaller products numpy has done before a kernel is found.
FEWEST_FLOPS = parallel.TINY_FLOPS
#: Up to so many rows times so many weights sgemm takes half as long: it reads the weights as they lie.
FEW_ROWS, MANY_WEIGHTS = 3, 1 << 17


def _large(a: Any, b: Any) -> bool:
    return 2.0 * a.size * b.shape[1] > FEWEST_FLOPS


def _read_once(rows: Any, weight: Any) -> bool:
    return len(rows) <= FEW_ROWS and weight.size >= MANY_WEIGHTS


def forward(x: Any, weight: Any, bias: Any, out: Any) -> None:
    """out = x * weight^T + bias, which may be None."""
    if _large(x, out) and not _read_once(x, weight) and matrices.forward(x, weight, bias, out):
        return
    parallel.product(x, weight.T, out)
    if bias is not None:
        out += bias


def by_input(gradient: Any, weight: Any, out: Any) -> None:
    """out = gradient * weight."""
    small = not _large(gradient, weight) or _read_once(gradient, weight)
    if small or not matrices.by_input(gradient, weight, out):
        parallel.product(gradient, weight, out)


def by_weight(gradient: Any, x: Any, out: Any, scale: float) -> None:
    """out += scale * gradient^T * x."""
    if not (scale == 1 and _large(gradient, x) and matrices.by_weight(gradient, x, out)):
        parallel.add_product(gradient.T, x, out, scale)

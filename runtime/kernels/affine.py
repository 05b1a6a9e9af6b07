"""The three products of an affine map, for a batch of rows: forward, by the input, by the weight (outputs x inputs).

oneDNN makes kernels for their sizes, which come again and again.
"""

from __future__ import annotations

from typing import Any

from . import parallel
from .onednn import matrices

#: Smaller products numpy has done before a kernel is found.
FEWEST_FLOPS = parallel.TINY_FLOPS


def _large(a: Any, b: Any) -> bool:
    return 2.0 * a.size * b.shape[1] > FEWEST_FLOPS


def forward(x: Any, weight: Any, bias: Any, out: Any) -> None:
    """out = x * weight^T + bias, which may be None."""
    turned = weight.T
    if _large(x, turned) and matrices.product(x, turned, out, bias):
        return
    parallel.product(x, turned, out)
    if bias is not None:
        out += bias


def by_input(gradient: Any, weight: Any, out: Any) -> None:
    """out = gradient * weight."""
    if not (_large(gradient, weight) and matrices.product(gradient, weight, out)):
        parallel.product(gradient, weight, out)


def by_weight(gradient: Any, x: Any, out: Any, scale: float) -> None:
    """out += scale * gradient^T * x."""
    turned = gradient.T
    if not (scale == 1 and _large(turned, x) and matrices.product(turned, x, out, add=True)):
        parallel.add_product(turned, x, out, scale)

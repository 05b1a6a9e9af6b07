"""Gates side by side in one matrix, and gate by gate."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...kernels.parallel import add_product


def side_by_side(matrix: Any, gates: int) -> Any:
    """A matrix rows x (gates size) as gates x rows x size, in the same memory."""
    return matrix.reshape(len(matrix), gates, -1).transpose(1, 0, 2)


def put_side_by_side(by_gate: Any, matrix: Any) -> None:
    """matrix (rows x gates size) = the gates of gates x rows x size."""
    side_by_side(matrix, len(by_gate))[...] = by_gate


def accumulate(gradient: Any, rows: Any, da: Any, scale: float) -> None:
    """gradient (inputs x columns) += scale * rows^T * da."""
    left, right = rows.T, da
    if gradient.strides[1] > gradient.strides[0]:  # as the gradient lies in memory
        gradient, left, right = gradient.T, da.T, rows
    if len(rows) == 1:
        product = left * right
        gradient += product if scale == 1 else np.multiply(product, scale, out=product)
    else:
        add_product(left, right, gradient, scale)

"""The logistic function in place."""

from __future__ import annotations

from typing import Any

import numpy as np


def sigmoid(x: Any) -> None:
    """x = 1 / (1 + exp(-x))."""
    np.multiply(x, -1, out=x)  # np.negative is wrong for some strides (numpy 2.4.6)
    np.exp(x, out=x)
    np.add(x, 1, out=x)
    np.reciprocal(x, out=x)

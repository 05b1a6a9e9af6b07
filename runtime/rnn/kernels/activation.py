"""The logistic function in place."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...negation import negative


def sigmoid(x: Any) -> None:
    """x = 1 / (1 + exp(-x))."""
    negative(x, out=x)
    np.exp(x, out=x)
    np.add(x, 1, out=x)
    np.reciprocal(x, out=x)

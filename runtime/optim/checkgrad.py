"""A function's gradient compared with finite differences (optim.checkgrad)."""

from __future__ import annotations

from typing import Any

import numpy as np


def checkgrad(opfunc: Any, x: Any, eps: float | None = None) -> tuple[float, Any, Any]:
    """|g - e| / |g + e| for the gradient g and its estimate e by differences of +-eps (1e-7); g and e."""
    eps = 1e-7 if eps is None else eps
    _, gradient = opfunc(x)
    gradient._resize(x._size)
    estimate = type(gradient)()
    differences = estimate.resize_array(gradient._size)
    for i in range(differences.size):
        differences.flat[i] = _difference(opfunc, x, i, eps)
    g = gradient.array
    error = np.linalg.norm((g - differences).reshape(-1)) / np.linalg.norm((g + differences).reshape(-1))
    return float(error), gradient, estimate


def _difference(opfunc: Any, x: Any, i: int, eps: float) -> float:
    """The central difference of f along element `i`, which is put back."""
    point = x.array
    old = point.flat[i].item()
    values = []
    for value in (old + eps, old - eps):
        point.flat[i] = value
        found = opfunc(x)
        found = found[0] if isinstance(found, tuple) else found
        values.append(float(found))
    point.flat[i] = old
    return (values[0] - values[1]) / (2 * eps)

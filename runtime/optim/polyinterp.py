"""The minimum of a polynomial through given values and slopes (optim.polyinterp)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..errors import TorchError
from .numbers import divide, greatest, least, sqrt

#: Coefficients this small count as zero.
_NOTHING = 1e-12


def polyinterp(points: Any, xminBound: float | None = None, xmaxBound: float | None = None) -> Any:
    """Where the polynomial through `points` is smallest: rows of (position, value, slope) in a tensor.

    Two points without bounds give the minimum of their cubic, between them. Otherwise the result is
    (position, value), within the bounds (the outermost points unless given); where nothing better is
    found, the middle and inf.
    """
    rows = points.array
    if rows.ndim != 2 or rows.shape[1] != 3:
        raise TorchError("optim.polyinterp: points must be a tensor of rows (position, value, slope)")
    if len(rows) == 2 and xminBound is None and xmaxBound is None:
        return cubic(rows)
    low = float(rows[:, 0].min()) if xminBound is None else xminBound
    high = float(rows[:, 0].max()) if xmaxBound is None else xmaxBound
    return within(rows, low, high)


def cubic(rows: Any) -> float:
    """The minimum of the cubic through two points, clipped to between them; the middle where it has none."""
    first = int(rows[:, 0].argmin())
    (x1, f1, g1), (x2, f2, g2) = rows[first].tolist(), rows[1 - first].tolist()
    a = g1 + g2 - divide(3 * (f1 - f2), x1 - x2)
    b = sqrt(a**2 - g1 * g2)
    if b != b:
        return float(rows[:, 0].mean(dtype="f8"))
    return least(greatest(x2 - (x2 - x1) * divide(g2 + b - a, g2 - g1 + 2 * b), x1), x2)


def within(rows: Any, low: float, high: float) -> tuple[float, float]:
    """The best of the bounds, the points and the polynomial's stationary points."""
    coefficients = _fit(rows)
    powers = np.arange(len(coefficients) - 1, -1, -1)
    slopes = (coefficients * powers.astype(rows.dtype))[:-1]
    candidates = np.array([low, high, *rows[:, 0]], rows.dtype).tolist()
    if np.isfinite(slopes).all():
        candidates += _real_roots(slopes)
    best, smallest = (low + high) / 2, math.inf
    for x in candidates:
        if low <= x <= high:
            with np.errstate(over="ignore", invalid="ignore"):
                value = sum((coefficients * np.float64(x) ** powers).tolist())
            if value < smallest:
                best, smallest = x, value
    return best, smallest


def _fit(rows: Any) -> Any:
    """Coefficients, highest power first, of the polynomial with these values and slopes."""
    count = 2 * len(rows)
    powers = np.arange(count - 1, -1, -1)
    x = rows[:, :1].astype("f8")
    matrix = np.concatenate((x**powers, powers * x ** np.maximum(powers - 1, 0)))
    right = np.concatenate((rows[:, 1], rows[:, 2]))
    fitted = np.linalg.lstsq(matrix.astype(rows.dtype), right, rcond=None)[0]
    fitted[np.abs(fitted) <= _NOTHING] = 0
    return fitted


def _real_roots(coefficients: Any) -> list[float]:
    """Real roots of the polynomial with these coefficients, highest power first."""
    kept = np.where(np.abs(coefficients) < _NOTHING, 0, coefficients)
    present = np.flatnonzero(kept)
    if not len(present):
        return []
    inner = kept[present[0] : present[-1] + 1]
    roots = [0.0] * (len(kept) - 1 - present[-1])
    if len(inner) == 1:
        return roots
    companion = np.diag(np.ones(len(inner) - 2, kept.dtype), -1)
    companion[0] = -inner[1:] / inner[0]
    found = np.linalg.eigvals(companion)
    return found.real[found.imag == 0].tolist() + roots

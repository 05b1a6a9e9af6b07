"""Values in another range (dl.rescale, dl.binarize)."""

from __future__ import annotations

from typing import Any

import numpy as np


def rescale(data: Any, min: float, max: float, dmin: float | None = None, dmax: float | None = None) -> Any:
    """Maps dmin..dmax (the smallest and largest value unless given) to min..max, in place."""
    dmin = data.min() if dmin is None else dmin
    dmax = data.max() if dmax is None else dmax
    with np.errstate(divide="ignore"):
        factor = float(np.divide(1.0, dmax - dmin))
    return data.add(-dmin).mul(max - min).mul(factor).add(min)


def binarize(x: Any, threshold: float) -> Any:
    """Makes values below the threshold 0 and all others 1, in place."""
    values = x.array
    values[...] = values >= threshold
    return x

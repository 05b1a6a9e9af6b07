"""The maximum over a table of tensors (nn.CMaxTable)."""

from __future__ import annotations

import numpy as np

from ...registry import register
from .extremes import Extreme


@register("nn.CMaxTable")
class CMaxTable(Extreme):
    """output = max(input[1], input[2], ...), element by element; of equal ones the first wins."""

    _beats = np.greater
    _places = "maxIdx"

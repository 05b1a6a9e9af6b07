"""The minimum over a table of tensors (nn.CMinTable)."""

from __future__ import annotations

import numpy as np

from ...registry import register
from .extremes import Extreme


@register("nn.CMinTable")
class CMinTable(Extreme):
    """output = min(input[1], input[2], ...), element by element; of equal ones the first wins."""

    _beats = np.less
    _places = "minIdx"

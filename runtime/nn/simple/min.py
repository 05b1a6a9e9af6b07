"""The smallest element along a dimension (nn.Min)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from .extremum import Extremum


@register("nn.Min")
class Min(Extremum):
    """output = the smallest elements of a dimension, which disappears; see Extremum for the arguments."""

    def updateOutput(self, input: Any) -> Any:
        return self._reduce(input, np.argmin)

"""The largest element along a dimension (nn.Max)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from .extremum import Extremum


@register("nn.Max")
class Max(Extremum):
    """output = the largest elements of a dimension, which disappears; see Extremum for the arguments."""

    def updateOutput(self, input: Any) -> Any:
        return self._reduce(input, np.argmax)

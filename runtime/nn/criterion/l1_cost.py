"""Sum of absolute values (nn.L1Cost)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from .. import checks, utils
from .common import keep_loss, total
from .criterion import Criterion


@register("nn.L1Cost")
class L1Cost(Criterion):
    """Sum of abs(input): a penalty, which needs no target."""

    def updateOutput(self, input: Any, target: Any = None) -> Any:
        return keep_loss(self, input, total(np.absolute(input.array)))

    def updateGradInput(self, input: Any, target: Any = None) -> Any:
        checks.same_type(self, self.gradInput, input, "input")
        np.sign(input.array, out=checks.sized_as(self.gradInput, input))
        return self.gradInput

    def clearState(self) -> Any:
        return utils.clear(self, "output_tensor", "gradInput")

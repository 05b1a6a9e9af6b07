"""Product with a fixed number (nn.MulConstant)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from ...storage import cast
from .. import checks
from .elementwise import Elementwise, assertion, boolean_flag


@register("nn.MulConstant")
class MulConstant(Elementwise):
    """output = input * constant_scalar, in the type of the module. In place on request."""

    def __init__(self, constant_scalar: float, ip: bool | None = None) -> None:
        super().__init__()
        numeric = isinstance(constant_scalar, (int, float)) and not isinstance(constant_scalar, bool)
        assertion(numeric, "input is not scalar!")
        self.constant_scalar = constant_scalar
        self.inplace = boolean_flag(ip)

    def _forward(self, x: Any, out: Any) -> None:
        np.multiply(x, cast(self.constant_scalar, self.output.dtype), out=out)

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.gradInput is None:
            return None
        checks.same_type(self, self.gradInput, gradOutput, "gradOutput")
        if not self.inplace:
            self._forward(gradOutput.array, checks.sized_as(self.gradInput, gradOutput))
            return self.gradInput
        self._forward(gradOutput.array, gradOutput.array)
        self.gradInput.set(gradOutput)
        self._restore(input.array)
        return self.gradInput

    @np.errstate(divide="ignore", invalid="ignore")
    def _restore(self, x: Any) -> None:
        """Undoes the product in the input."""
        np.divide(x, self.constant_scalar, out=x)

"""Sum with a fixed number or vector (nn.AddConstant)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...registry import register
from ...storage import cast
from ...tensor import TensorCore
from .. import checks
from .elementwise import Elementwise, assertion, boolean_flag


@register("nn.AddConstant")
class AddConstant(Elementwise):
    """output = input + constant_scalar, in the type of the module. In place on request.

    The constant is a number, or a vector that is added to a vector or to each row of a matrix.
    """

    def __init__(self, constant_scalar: Any, ip: bool | None = None) -> None:
        super().__init__()
        self.constant_scalar = constant_scalar
        self.inplace = boolean_flag(ip)

    def _constant(self, x: Any) -> Any:
        constant = self.constant_scalar
        if isinstance(constant, (int, float)) and not isinstance(constant, bool):
            return cast(constant, self.output.dtype)
        fits = isinstance(constant, TensorCore) and x.ndim <= 2 and x.shape[-1:] == constant._size[:1]
        assertion(fits, "input is not scalar or doesn't match with the dimension of constant!")
        return constant.array

    def _forward(self, x: Any, out: Any) -> None:
        np.add(x, self._constant(x), out=out)

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.inplace:
            self.gradInput.set(gradOutput)
            x = input.array
            np.subtract(x, self._constant(x), out=x)  # the input is again what it was
        else:
            checks.same_type(self, self.gradInput, gradOutput, "gradOutput")
            np.copyto(checks.sized_as(self.gradInput, gradOutput), gradOutput.array)
        return self.gradInput

"""More batch dimensions than a module knows (nn.Bottle)."""

from __future__ import annotations

import math
from typing import Any

from ...errors import TorchError
from ...registry import register
from ...tensor import Tensor
from .decorator import Decorator


@register("nn.Bottle")
class Bottle(Decorator):
    """Joins leading dimensions so that the module sees `nInputDim` of them, and splits its output again.

    The module's output has `nOutputDim` dimensions (nInputDim by default).
    """

    def __init__(self, module: Any, nInputDim: int | None = None, nOutputDim: int | None = None) -> None:
        super().__init__(module)
        self.nInputDim = nInputDim or 2
        self.nOutputDim = nOutputDim or self.nInputDim
        self.dimDelta = self.nInputDim - self.nOutputDim
        self.inShape = Tensor(self.nInputDim)
        self.outShape = Tensor(self.nOutputDim)

    def updateOutput(self, input: Any) -> Any:
        module, size = self.modules[1], input._size
        extra = len(size) - int(self.nInputDim)
        if extra <= 0:
            self.output.set(module.updateOutput(input))
            return self.output
        batch = math.prod(size[:extra])
        joined = (batch * size[extra], *size[extra + 1 :])
        self.inShape.resize_array((len(joined),))[...] = joined
        output = module.updateOutput(input.view(*joined))
        if len(output._size) != int(self.nOutputDim):
            raise TorchError(
                f"Wrong number of output dims on module. Expected: {int(self.nOutputDim)} but got {len(output._size)}"
            )
        self.outShape.resize_array((len(output._size),))[...] = output._size
        self.output.set(output.view(*size[:extra], output._size[0] // batch, *output._size[1:]))
        return self.output

    def _joined(self, input: Any, gradOutput: Any) -> tuple[Any, Any]:
        """Input and gradOutput as the module saw them."""
        if len(input._size) <= int(self.nInputDim):
            return input, gradOutput
        in_shape, out_shape = ([int(n) for n in t.tolist()] for t in (self.inShape, self.outShape))
        return input.view(*in_shape), gradOutput.view(*out_shape)

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        module = self.modules[1]
        gradient = module.updateGradInput(*self._joined(input, gradOutput))
        if gradient is None or module.gradInput is None:
            self.gradInput = None
        else:
            if self.gradInput is None:
                self.gradInput = type(gradient)()
            self.gradInput.set(gradient.viewAs(input))
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        super().accGradParameters(*self._joined(input, gradOutput), scale)

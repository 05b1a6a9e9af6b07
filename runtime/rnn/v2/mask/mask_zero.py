"""Output zero for padding (nn.MaskZero of torch/rnn)."""

from __future__ import annotations

from typing import Any

from ....nn import utils
from ....nn.container.decorator import Decorator
from ....nn.simple.common import require
from ...module.masks import require_module
from ..declare import is_true, torch_rnn
from ..masks import check_mask, getZeroMaskBatch, recursiveZeroMask


@torch_rnn("nn.MaskZero", own=("v2", "maskoutput"), other=("nInputDim",))
class MaskZero(Decorator):
    """Runs a module on batches; rows that the mask names have output and gradOutput zero.

    With `v1` they are those whose input is all zeros. With `maskinput` input and gradInput are masked, in place;
    `maskoutput` may be false.
    """

    zeroMask: Any = None
    gradOutput: Any = None
    maskinput: Any = None

    def __init__(self, module: Any = None, v1: Any = None, maskinput: Any = None, maskoutput: Any = None) -> None:
        super().__init__(module)
        require_module(module, "assertion failed!")
        self.maskinput = maskinput
        self.maskoutput = True if maskoutput is None else maskoutput
        self.v2 = not is_true(v1)

    def _masks(self, what: Any) -> bool:
        return is_true(what) and self.zeroMask is not False

    def updateOutput(self, input: Any) -> Any:
        if is_true(self.v2):
            require(self.zeroMask is not None, "MaskZero expecting zeroMask tensor or false")
        else:
            self.zeroMask = getZeroMaskBatch(input, self.zeroMask)
        if self._masks(self.maskinput):
            recursiveZeroMask(input, self.zeroMask)
        output = self.modules[1].updateOutput(input)
        if self._masks(self.maskoutput):
            output = utils.recursiveCopy(self.output, output)[0]
            recursiveZeroMask(output, self.zeroMask)
        self.output = output
        return output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        require(self.zeroMask is not None, "MaskZero expecting zeroMask tensor or false")
        if self._masks(self.maskoutput):
            self.gradOutput = gradOutput = utils.recursiveCopy(self.gradOutput, gradOutput)[0]
            recursiveZeroMask(gradOutput, self.zeroMask)
        self.gradInput = self.modules[1].updateGradInput(input, gradOutput)
        if self._masks(self.maskinput):
            recursiveZeroMask(self.gradInput, self.zeroMask)
        return self.gradInput

    def clearState(self) -> Any:
        """Drops output, gradient and mask; returns self."""
        self.output = self.gradInput = self.zeroMask = None
        return self

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        self.clearState()
        return super().type(type, tensorCache)

    def setZeroMask(self, zeroMask: Any = None) -> None:
        """The mask: a ByteTensor with 1 for what is to be masked, or false for none."""
        self.zeroMask = check_mask(zeroMask)

"""What all recurrent modules share (nn.AbstractRecurrent)."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...nn.simple.common import given, require
from ...nn.utils import torch_type
from ...registry import register
from ...table import Table
from .. import recursive
from ..mask import MaskZero, TrimZero
from ..module.masks import refuse_zero_mask
from .recurrent_steps import RecurrentSteps


@register("nn.AbstractRecurrent")
class AbstractRecurrent(RecurrentSteps):
    """Base class of modules that take a sequence one step a call, and go back through it in reverse order.

    A subclass sets `recurrentModule`, and computes in `updateOutput`, `_updateGradInput` and `_accGradParameters`.
    """

    userPrevOutput: Any = None
    userNextGradOutput: Any = None
    inputSize: Any = None
    outputSize: Any = None
    p: Any = None
    mono: Any = None

    recursiveResizeAs = staticmethod(recursive.recursiveResizeAs)
    recursiveSet = staticmethod(recursive.recursiveSet)
    recursiveCopy = staticmethod(recursive.recursiveCopy)
    recursiveAdd = staticmethod(recursive.recursiveAdd)
    recursiveTensorEq = staticmethod(recursive.recursiveTensorEq)
    recursiveNormal = staticmethod(recursive.recursiveNormal)

    def __init__(self, rho: int | None = None) -> None:
        super().__init__()
        self.rho = given(rho, 99999)
        self._begin()
        self.sharedClones = Table()
        self.reset()

    def maskZero(self, nInputDim: int | None = None) -> Any:
        """From now on samples whose input is all zeros have output zero, at each step; returns self."""
        return self._wrap(MaskZero(self.recurrentModule, nInputDim, True))

    setZeroMask = refuse_zero_mask

    def trimZero(self, nInputDim: int | None = None) -> Any:
        """As maskZero, computing only with the other samples; returns self."""
        if torch_type(self) == "nn.GRU" and self.p != 0:
            require(self.mono, "TrimZero for BGRU needs `mono` option.")
        return self._wrap(TrimZero(self.recurrentModule, nInputDim, True))

    # What was taken away

    def backwardThroughTime(self, *_: Any) -> None:
        raise TorchError("DEPRECATED Jan 8, 2016")

    updateGradInputThroughTime = accGradParametersThroughTime = backwardThroughTime
    accUpdateGradParametersThroughTime = backwardUpdateThroughTime = backwardThroughTime

    def __tostring__(self) -> str:
        if self.inputSize and self.outputSize:
            return f"{self._typename}({int(self.inputSize)} -> {int(self.outputSize)})"
        return super().__tostring__()

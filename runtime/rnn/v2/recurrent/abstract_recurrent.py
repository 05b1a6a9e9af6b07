"""What all recurrent modules of torch/rnn share (nn.AbstractRecurrent)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ....errors import TorchError
from ....nn.simple.common import require
from ....printing.number import lua_tostring
from ....table import Table
from ....tensor import TensorCore
from ...module.masks import require_module, set_zero_mask
from ...names import is_type_of
from ...recurrent.recurrent_steps import RecurrentSteps
from ..declare import recurrent
from ..mask.mask_zero import MaskZero
from ..masks import check_steps


@recurrent("nn.AbstractRecurrent")
class AbstractRecurrent(RecurrentSteps):
    """Base class of modules that take a sequence one step a call, and go back through it in reverse order.

    Step t runs `sharedClones[t]`, a clone of the step module ``modules[1]`` with the same parameters; `seqlen` of them
    are kept. A subclass computes in `_updateOutput`, `_updateGradInput` and `_accGradParameters`. `setZeroMask` says
    which samples are padding: each forward takes one row of the mask.
    """

    zeroMask: Any = None
    zeroMaskStep: Any = None
    startState: Any = None
    maskzero: Any = None
    inputsize: Any = None
    outputsize: Any = None
    inputSize: Any = None
    outputSize: Any = None

    _WARNING = "WARNING : modules[1] should be added to sharedClones in constructor."

    def __init__(self, stepmodule: Any = None) -> None:
        super().__init__()
        require_module(stepmodule, f"{self._typename} expecting nn.Module instance at arg 1")
        self.seqlen = 99999
        self._begin()
        self.modules[1] = stepmodule
        self.sharedClones = Table([stepmodule])

    @property
    def recurrentModule(self) -> Any:  # type: ignore[override]
        """The step module."""
        return self.modules.get(1)

    @recurrentModule.setter
    def recurrentModule(self, module: Any) -> None:
        self.modules[1] = module

    @property
    def rho(self) -> Any:  # type: ignore[override]
        """Element-Research's name of `seqlen`."""
        return self.seqlen

    def getStepModule(self, step: int | None = None) -> Any:
        """The clone of the step module that runs a step (by default the first); made when first asked for."""
        return super().getStepModule(1 if step is None else step)

    # Forward and backward

    def updateOutput(self, input: Any) -> Any:
        self._mask_step()
        return self._count_step(self._updateOutput(input))

    def _updateOutput(self, input: Any) -> Any:
        """The output of the coming step."""
        raise TorchError(f"{self._typename} has no _updateOutput")

    def _mask_step(self) -> None:
        """Hands the coming step's row of the mask to the module that will run it."""
        if not isinstance(self.zeroMask, TensorCore):
            if self.train is not False:
                self.recycle()
            return
        module = self._next_module()
        self.zeroMaskStep += 1
        if self.zeroMaskStep > self.zeroMask._size[0]:
            raise TorchError("AbstractRecurrent.updateOutput called more times than self.zeroMask:size(1)")
        set_zero_mask(module, self.zeroMask.select(1, self.zeroMaskStep))

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if isinstance(self.zeroMask, TensorCore) and self.zeroMask._size[0] != self.zeroMaskStep:
            raise TorchError("AbstractRecurrent.updateOutput called less times than self.zeroMask:size(1)")
        return super().updateGradInput(input, gradOutput)

    # Masks and start states

    def maskZero(self, v1: Any = None) -> Any:
        """From now on `setZeroMask` says which samples have output zero at a step; with `v1`, their zeros do.

        Returns self.
        """
        if not self.maskzero:
            text = "Doesn't support zero-masking on nested AbstractRecurrent instances"
            require(not is_type_of(self.modules[1], "nn.AbstractRecurrent"), text)
            self.maskzero = True
            module = MaskZero(self.modules[1], v1)
            self.sharedClones = Table([module])
            self.modules[1] = module
        return self

    def setZeroMask(self, zeroMask: Any = None) -> None:
        """The mask, steps x batch, of the coming steps, one row each; false for none."""
        if zeroMask is False:
            self.zeroMask = False
            for module in self.sharedClones.values():
                set_zero_mask(module, False)
        elif is_type_of(self.modules[1], "nn.AbstractRecurrent"):
            self.modules[1].setZeroMask(zeroMask)
        else:
            self.zeroMask = check_steps(zeroMask)
            self.zeroMaskStep = 0

    def setStartState(self, startState: Any = None) -> None:
        """What sequences start from; nil for zeros."""
        self.startState = startState

    # All clones

    def clearState(self) -> Any:
        """Forgets, drops the mask, and empties all buffers."""
        self.zeroMask = None
        return super().clearState()

    def apply(self, callback: Callable) -> None:
        """Calls callback(module) for the modules of all steps, not for this one."""
        for module in self.sharedClones.values():
            module.apply(callback)

    def maxBPTTstep(self, seqlen: int) -> None:
        """Sets the number of steps that are kept for going back."""
        self.seqlen = seqlen

    def __tostring__(self) -> str:
        inputs, outputs = self.inputsize or self.inputSize, self.outputsize or self.outputSize
        if isinstance(inputs, (int, float)) and isinstance(outputs, (int, float)):
            return f"{self._typename}({lua_tostring(inputs)} -> {lua_tostring(outputs)})"
        return self._typename

    #: Lua's subclasses define and call these.
    _lua_methods = {
        "_updateOutput": _updateOutput,
        "_updateGradInput": RecurrentSteps._updateGradInput,
        "_accGradParameters": RecurrentSteps._accGradParameters,
    }

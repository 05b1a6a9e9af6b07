"""What recurrent modules of both packages called rnn share: one call a time-step, clones that share parameters."""

from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile
from typing import Any

from ...console import lua_print
from ...dpnn.module import reinforce
from ...dpnn.module.reinforce import reinforce_children
from ...errors import TorchError
from ...nn import utils
from ...nn.container.container import Container
from ...nn.simple.common import require
from ...nn.utils import torch_type
from ...printing.number import lua_tostring
from ...table import Table
from ...tensor import TensorCore
from .. import recursive
from ..module import MemoryMethods, step_clone


class RecurrentSteps(Container):
    """Base of both nn.AbstractRecurrent.

    `step` is the number of the next step. In training each step runs a clone of `recurrentModule`
    (`sharedClones[step]`, parameters shared), of which `rho` steps are kept; in evaluation they all
    run `recurrentModule` itself. `outputs` and `gradInputs` are those of the steps so far. A subclass
    computes in `updateOutput`, `_updateGradInput` and `_accGradParameters`.
    """

    dpnn_stepclone = True

    recurrentModule: Any = None
    rho: Any = None
    nSharedClone: Any = None
    rmInSharedClones: Any = None
    updateGradInputStep: Any = None
    accGradParametersStep: Any = None
    gradPrevOutput: Any = None
    cells: Any = None
    gradCells: Any = None
    outputs: Any = None
    sharedClones: Any = None
    zeroTensor: Any = None

    _WARNING = "WARNING : recurrentModule should be added to sharedClones in constructor."

    def _begin(self) -> None:
        """The fields of a module that has made no step."""
        self.outputs = Table()
        self.gradInputs = Table()
        self._gradOutputs = Table()
        self.gradOutputs = Table()
        self.step = 1

    # The module of each step

    def getStepModule(self, step: int | None = None) -> Any:
        """The clone of the recurrent module that runs a step; made when first asked for."""
        require(step is not None, "expecting step at arg 1")
        module = self.sharedClones.get(step)
        if module is None:
            module = self.sharedClones[step] = step_clone(self.recurrentModule)
            self.nSharedClone = len(self.sharedClones.items())
        return module

    def _next_module(self) -> Any:
        """The module that runs the coming step."""
        if self.train is False:
            return self.recurrentModule
        self.recycle()
        return self.getStepModule(self.step)

    def recycle(self, offset: int | None = None) -> Any:
        """Hands the clone of the oldest of more than `rho` steps to the coming one; returns self."""
        clones, step = self.sharedClones, self.step
        if self.nSharedClone is None:
            self.nSharedClone = len(clones.items())
        rho = max(self.rho + 1, self.nSharedClone)
        oldest = step - rho
        if clones.get(step) is None:
            for kept in (clones, self._gradOutputs):
                moved = kept.get(oldest)
                if moved is not None:
                    kept[step] = moved
                    kept[oldest] = None
        for past in (self.outputs, self.gradInputs, self.gradOutputs, self.cells, self.gradCells):
            if past is not None and past.get(oldest - 1) is not None:
                past[oldest - 1] = None
        return self

    def _wrap(self, module: Any) -> Any:
        self.recurrentModule = module
        self.sharedClones = Table([module])
        self.modules[1] = module
        return self

    # Forward and backward

    def _count_step(self, output: Any) -> Any:
        """Keeps the output of the coming step, and goes on to the next; returns it."""
        step = self.step
        self.outputs[step] = output
        self.output = output
        self.step = step + 1
        self.gradPrevOutput = None
        self.updateGradInputStep = None
        self.accGradParametersStep = None
        return output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        """The gradient by the input of the last step; of the one before at the next call, and so on."""
        if self.updateGradInputStep is None:
            self.updateGradInputStep = self.step
        self.gradInput = self._updateGradInput(input, gradOutput)
        self.updateGradInputStep -= 1
        self.gradInputs[self.updateGradInputStep] = self.gradInput
        return self.gradInput

    def _updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        """The gradient by the input of step ``updateGradInputStep - 1``."""
        raise TorchError(f"{self._typename} has no _updateGradInput")

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        """Adds the gradients by the parameters at the last step, at the one before, and so on."""
        if self.updateGradInputStep is None or self.updateGradInputStep >= self.step:
            raise TorchError("Missing updateGradInput")
        if self.accGradParametersStep is None:
            self.accGradParametersStep = self.step
        self._accGradParameters(input, gradOutput, scale)
        self.accGradParametersStep -= 1

    def _accGradParameters(self, input: Any, gradOutput: Any, scale: float | None) -> None:
        """Adds the gradients by the parameters at step ``accGradParametersStep - 1``."""
        raise TorchError(f"{self._typename} has no _accGradParameters")

    def _back_step(self) -> int:
        """The step that _updateGradInput is to go back through."""
        require(self.step > 1, "expecting at least one updateOutput")
        step = self.updateGradInputStep - 1
        require(step >= 1, "assertion failed!")
        return step

    def _acc_step(self) -> int:
        step = self.accGradParametersStep - 1
        require(step >= 1, "assertion failed!")
        return step

    def _summed_gradient(self, step: int, gradNext: Any, gradOutput: Any) -> Any:
        """The gradient by the output of a step: what the step after it gave plus what came from outside."""
        total = recursive.recursiveCopy(self._gradOutputs.get(step), gradNext)[0]
        self._gradOutputs[step] = total
        return recursive.recursiveAdd(total, gradOutput)[0]

    # Memory

    def forget(self) -> Any:
        """Brings the memory back to the start of a sequence; returns self."""
        MemoryMethods.forget(self)
        if self.train is not False:
            self.outputs = Table()
            self.gradInputs = Table()
            self.sharedClones = Table(self.sharedClones.values())
            self._gradOutputs = Table(self._gradOutputs.values())
            self.gradOutputs = Table()
            if self.cells is not None:
                self.cells = Table()
                self.gradCells = Table()
        self.step = 1
        if not self.rmInSharedClones:
            self._keep_recurrent_module()
        return self

    def _keep_recurrent_module(self) -> None:
        """The recurrent module must be one of the clones, or evaluation would run another than training."""
        clones = self.sharedClones.values()
        known = any(clone is self.recurrentModule for clone in clones)
        if not known and len(clones) < 2:
            return
        if not known:
            lua_print(self._WARNING)
            lua_print("Adding it for you.")
            first = self.sharedClones.get(1)
            require(torch_type(first) == torch_type(self.recurrentModule), "assertion failed!")
            self.recurrentModule = first
        self.rmInSharedClones = True

    def clearState(self) -> Any:
        """Forgets, and empties all buffers."""
        self.forget()
        utils.clear(
            self,
            *("_input", "_gradOutput", "_gradOutputs", "gradPrevOutput", "cell", "cells", "gradCells"),
            *("outputs", "gradInputs", "gradOutputs"),
        )
        for clone in takewhile(lambda clone: clone is not None, self.sharedClones.array_values()):
            clone.clearState()
        self.recurrentModule.clearState()
        return super().clearState()

    def setOutputStep(self, step: int) -> None:
        """Makes `output` and `gradInput` those of a step."""
        self.output = self.outputs.get(step)
        require(self.output is not None, f"no output for step {lua_tostring(step)}")
        self.gradInput = self.gradInputs.get(step)

    def maxBPTTstep(self, rho: int) -> None:
        """Sets the number of steps that are kept for going back."""
        self.rho = rho

    # All clones

    def includingSharedClones(self, f: Callable[[], Any]) -> Any:
        """What f() gives while the clones of all steps are in `modules`."""
        return with_clones(self, f)

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        return self.includingSharedClones(lambda: Container.type(self, type, tensorCache))

    def training(self) -> None:
        self.includingSharedClones(lambda: Container.training(self))

    def evaluate(self) -> None:
        self.includingSharedClones(lambda: Container.evaluate(self))

    def reinforce(self, reward: Any) -> Any:
        """Tells the modules of all steps the reward: one for all steps, or a table or rows of one a step."""
        if isinstance(reward, TensorCore) and len(reward._size) >= 2:
            reward = Table([reward.select(1, i) for i in range(1, reward._size[0] + 1)])
        if not isinstance(reward, Table):
            return self.includingSharedClones(lambda: reinforce_children(self, reward))
        rewards = reward.array_values()
        require(self.step > len(rewards), "assertion failed!")
        for step, one in zip(range(self.step - len(rewards), self.step), rewards):
            reinforce(self.getStepModule(step), one)
        return None

    # What subclasses may offer

    def getHiddenState(self, step: Any = None, input: Any = None) -> Any:
        """What a step handed on to the next."""
        raise TorchError("Not Implemented")

    def setHiddenState(self, step: Any, hiddenState: Any) -> None:
        raise TorchError("Not Implemented")

    def getGradHiddenState(self, step: Any = None, input: Any = None) -> Any:
        """The gradient by what a step handed on."""
        raise TorchError("Not Implemented")

    def setGradHiddenState(self, step: Any, hiddenState: Any) -> None:
        raise TorchError("Not Implemented")

    #: Lua's subclasses define and call these.
    _lua_methods = {"_updateGradInput": _updateGradInput, "_accGradParameters": _accGradParameters}


def numbered(step: Any, last: int) -> Any:
    """A step as the caller gave it: None is the one before `last`, negative ones count from there."""
    if step is None:
        return last - 1
    return last - step - 1 if step < 0 else step


def with_clones(module: Any, f: Callable[[], Any], more: tuple = ()) -> Any:
    """What f() gives while the clones of all steps (and `more`) are in the `modules` of any module that has such."""
    modules, clones = module.modules, vars(module).get("sharedClones")
    module.modules = Table([*modules.values(), *(clones.values() if clones is not None else ()), *more])
    module.sharedClones = None
    try:
        return f()
    finally:
        module.modules, module.sharedClones = modules, clones

"""The plain recurrent net (nn.Recurrent)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ... import nn
from ...dpnn.module import reinforce, shared_clone
from ...dpnn.module.reinforce import reinforce_children
from ...errors import TorchError
from ...nn.container.container import indented
from ...nn.module import Module
from ...nn.simple.common import require
from ...registry import register
from ...storage import Storage
from ...table import Table
from .abstract_recurrent import AbstractRecurrent
from .lstm_gates import parallel, sequence
from .recurrent_steps import with_clones


@register("nn.Recurrent")
class Recurrent(AbstractRecurrent):
    """output(t) = transfer(merge(input module(x(t)), feedback(output(t-1)))).

    At the first step `start` takes the place of feedback and merge: a module, or the size of a learnt
    bias. By default the transfer is nn.Sigmoid, the merge nn.CAddTable.
    """

    initialModule: Any = None

    def __init__(
        self,
        start: Any,
        input: Any,
        feedback: Any,
        transfer: Any = None,
        rho: int | None = None,
        merge: Any = None,
    ) -> None:
        super().__init__(rho)
        self.startModule = _start_module(start)
        self.inputModule = input
        self.feedbackModule = feedback
        self.transferModule = nn.Sigmoid() if transfer is None else transfer
        self.mergeModule = nn.CAddTable() if merge is None else merge
        own = (self.startModule, self.inputModule, self.feedbackModule, self.transferModule, self.mergeModule)
        self.modules = Table(own)
        self.buildInitialModule()
        self.buildRecurrentModule()
        self.sharedClones[2] = self.recurrentModule

    def buildInitialModule(self) -> None:
        """Makes the module of the first step."""
        clone, other = _shared(self.inputModule), _shared(self.transferModule)
        self.initialModule = sequence(clone, self.startModule, other)

    def buildRecurrentModule(self) -> None:
        """Makes the module of all steps after the first."""
        maps = parallel(self.inputModule, self.feedbackModule)
        self.recurrentModule = sequence(maps, self.mergeModule, self.transferModule)

    def updateOutput(self, input: Any) -> Any:
        if self.step == 1:
            output = self.initialModule.updateOutput(input)
        else:
            module = self._next_module()
            output = module.updateOutput(Table([input, self.outputs[self.step - 1]]))
        return self._count_step(output)

    def _updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        require(self.step > 1, "expecting at least one updateOutput")
        step = self.updateGradInputStep - 1
        if self.gradPrevOutput is not None:
            gradOutput = self._summed_gradient(step, self.gradPrevOutput, gradOutput)
        if step > 1:
            given = Table([input, self.outputs.get(step - 1)])
            gradients = self.getStepModule(step).updateGradInput(given, gradOutput)
            self.gradPrevOutput = gradients.get(2)
            return gradients[1]
        if step == 1:
            return self.initialModule.updateGradInput(input, gradOutput)
        raise TorchError("non-positive time-step")

    def _accGradParameters(self, input: Any, gradOutput: Any, scale: float | None) -> None:
        step = self.accGradParametersStep - 1
        gradOutput = gradOutput if step == self.step - 1 else self._gradOutputs.get(step)
        scale = 1 if scale is None else scale
        if step > 1:
            given = Table([input, self.outputs.get(step - 1)])
            self.getStepModule(step).accGradParameters(given, gradOutput, scale)
        elif step == 1:
            self.initialModule.accGradParameters(input, gradOutput, scale)
        else:
            raise TorchError("non-positive time-step")

    def includingSharedClones(self, f: Callable[[], Any]) -> Any:
        """What f() gives while the modules of all steps are in `modules`."""
        initial, self.initialModule = self.initialModule, None
        try:
            found = with_clones(self, f, (initial,))
            return found[0] if isinstance(found, tuple) else found
        finally:
            self.initialModule = initial

    def reinforce(self, reward: Any) -> Any:
        """Tells the modules of all steps the reward: one for all steps, or a table of one a step."""
        if not isinstance(reward, Table):
            return self.includingSharedClones(lambda: reinforce_children(self, reward))
        for step, one in enumerate(reward.array_values(), 1):
            reinforce(self.initialModule if step == 1 else self.getStepModule(step), one)
        return None

    def maskZero(self, nInputDim: int | None = None) -> Any:
        raise TorchError(_no_mask("maskZero"))

    def trimZero(self, nInputDim: int | None = None) -> Any:
        raise TorchError(_no_mask("trimZero"))

    def __tostring__(self) -> str:
        branch = "\n      |`-> "
        lines = [
            f"{self._typename} {{",
            "[{input(t), output(t-1)} -> (1) -> (2) -> (3) -> output(t)]",
            "(1):  {",
            "  input(t)"
            f"{branch}(t==0): {indented(repr(self.startModule), '    |    ')}"
            f"{branch}(t~=0): {indented(repr(self.inputModule), '    |    ')}",
            f"  output(t-1){branch}{indented(repr(self.feedbackModule), '      |    ')}",
            "}",
            f"(2): {indented(repr(self.mergeModule))}",
            f"(3): {indented(repr(self.transferModule))}",
        ]
        return "\n  ".join(lines) + "\n}"

    _lua_methods = {"_updateGradInput": _updateGradInput, "_accGradParameters": _accGradParameters}


def _start_module(start: Any) -> Any:
    if isinstance(start, (int, float, Storage)):
        return nn.Add(start)  # type: ignore[arg-type]
    if isinstance(start, (Table, list, tuple)):
        sizes = start.array_values() if isinstance(start, Table) else list(start)
        return nn.Add(_long_storage(sizes))
    if not isinstance(start, Module):
        raise TorchError("Recurrent : expecting arg 1 of type nn.Module, torch.LongStorage, number or table")
    return start


def _long_storage(sizes: list[int]) -> Any:
    from ...storage import LongStorage  # type: ignore[attr-defined]

    return LongStorage(sizes)


def _shared(module: Any) -> Any:
    own = getattr(module, "sharedClone", None)
    return shared_clone(module) if own is None else own()


def _no_mask(name: str) -> str:
    return (
        f"Recurrent doesn't support {name} as it uses a different "
        "module for the first time-step. Use nn.Recurrence instead."
    )

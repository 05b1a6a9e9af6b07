"""A recurrent net that chooses where to look next (nn.RecurrentAttention)."""

from __future__ import annotations

from typing import Any

from ...nn.container.container import indented
from ...nn.module import Module
from ...nn.simple.common import buffer, copied, require
from ...nn.utils import as_table
from ...registry import lookup, register
from ...table import Table
from ..module import forget
from ..names import is_type_of
from ..recursive import recursiveAdd, recursiveCopy
from .abstract_sequencer import AbstractSequencer


@register("nn.RecurrentAttention")
class RecurrentAttention(AbstractSequencer):
    """output is the table of the outputs of `rnn` for {input, action}, `nStep` times.

    `action` gives the actions from the output of the step before, the first from zeros of `hiddenSize`.
    With the field `forwardActions` each output is {output, action}.
    """

    _initInput: Any = None
    _gradAction: Any = None

    def __init__(self, rnn: Any, action: Any, nStep: int, hiddenSize: Any) -> None:
        super().__init__()
        hiddenSize = as_table(hiddenSize)
        require(isinstance(action, Module), "assertion failed!")
        require(isinstance(nStep, (int, float)), "assertion failed!")
        require(isinstance(hiddenSize, Table), "assertion failed!")
        require(isinstance(hiddenSize.get(1), (int, float)), "Does not support table hidden layers")
        self.rnn = _as_recurrent(rnn)
        self.action = _as_recurrent(action)
        self.hiddenSize = hiddenSize
        self.nStep = nStep
        self.modules = Table([self.rnn, self.action])
        self.output = Table()
        self.actions = Table()
        self.forwardActions = False
        self.gradHidden = Table()

    def updateOutput(self, input: Any) -> Any:
        forget(self.rnn)
        forget(self.action)
        for step in range(1, int(self.nStep) + 1):
            if step == 1:
                size = [int(n) for n in self.hiddenSize.array_values()]
                buffer(self, "_initInput", input).resize_array((input._size[0], *size)).fill(0)
                action = self.action.updateOutput(self._initInput)
            else:
                action = self.action.updateOutput(self.output[step - 1])
            self.actions[step] = action
            output = self.rnn.updateOutput(Table([input, action]))
            self.output[step] = Table([output, action]) if self.forwardActions else output
        return self.output

    def _check(self, gradOutput: Any) -> None:
        require(self.rnn.step - 1 == self.nStep, "inconsistent rnn steps")
        require(isinstance(gradOutput, Table), "expecting gradOutput table")
        require(len(gradOutput) == self.nStep, "gradOutput should have nStep elements")

    def _zero_action(self) -> Any:
        """The gradient of actions: modules that learn from a reward ignore it."""
        action = self.action.output
        zero = buffer(self, "_gradAction", action)
        if zero._size != action._size:
            zero.resize_array(action._size).fill(0)
        return zero

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self._check(gradOutput)
        last = int(self.nStep)
        for step in range(last, 0, -1):
            gradient = gradOutput[step]
            if self.forwardActions:
                gradient, gradAction = gradient[1], gradient[2]
            else:
                gradAction = self._zero_action()
            if step == last:
                self.gradHidden[step] = recursiveCopy(self.gradHidden.get(step), gradient)[0]
            else:
                recursiveAdd(self.gradHidden[step], gradient)
            if step == 1:
                self.action.updateGradInput(self._initInput, gradAction)
            else:
                back = self.action.updateGradInput(self.output[step - 1], gradAction)
                self.gradHidden[step - 1] = recursiveCopy(self.gradHidden.get(step - 1), back)[0]
            given = Table([input, self.actions[step]])
            part = self.rnn.updateGradInput(given, self.gradHidden[step])[1]
            if step == last:
                copied(self.gradInput, part)
            else:
                self.gradInput.add(part)
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        self._accumulate("accGradParameters", input, gradOutput, 1 if scale is None else scale)

    def accUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float) -> None:
        self._accumulate("accUpdateGradParameters", input, gradOutput, lr)

    def _accumulate(self, method: str, input: Any, gradOutput: Any, factor: float) -> None:
        self._check(gradOutput)
        for step in range(int(self.nStep), 0, -1):
            gradAction = gradOutput[step][2] if self.forwardActions else self._gradAction
            seen = self._initInput if step == 1 else self.output[step - 1]
            getattr(self.action, method)(seen, gradAction, factor)
            given = Table([input, self.actions[step]])
            getattr(self.rnn, method)(given, self.gradHidden[step], factor)

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        for name in ("_input", "_actions", "_crop", "_pad", "_byte"):
            vars(self).pop(name, None)
        return super().type(type, tensorCache)

    def __tostring__(self) -> str:
        action = indented(repr(self.action), "    |    ")
        rnn = indented(repr(self.rnn), "    |    ")
        return f"{self._typename} {{\n  action : {action}\n  rnn     : {rnn}\n}}"


def _as_recurrent(module: Any) -> Any:
    """A module that takes one step a call: itself, or the Recursor of the package that is meant around it."""
    recursor: Any = lookup("nn.Recursor")
    return module if is_type_of(module, "nn.AbstractRecurrent") else recursor(module)

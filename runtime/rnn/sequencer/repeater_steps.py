"""How nn.Repeater presents its input, whatever package it is of."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...nn.container.container import indented
from ...nn.simple.common import require
from ...printing.number import lua_tostring
from ...table import Table
from ..module import forget, max_bptt_step
from ..recursive import recursiveAdd, recursiveCopy
from .abstract_sequencer import AbstractSequencer


class RepeaterSteps(AbstractSequencer):
    """output is the table of the outputs of a recurrent module that is given the same input `rho` times."""

    rho: Any
    rnn: Any = None
    _limit = "rho"

    def _begin(self, module: Any, count: Any) -> None:
        """The fields of a repeater of a recurrent module."""
        self.module = module
        max_bptt_step(module, count)
        self.modules[1] = module
        self.output = Table()

    def updateOutput(self, input: Any) -> Any:
        self.module = self.rnn if self.module is None else self.module
        forget(self.module)
        for step in range(1, int(self.rho) + 1):
            self.output[step] = recursiveCopy(self.output.get(step), self.module.updateOutput(input))[0]
        return self.output

    def _check(self, gradOutput: Any) -> list[Any]:
        require(self.module.step - 1 == self.rho, "inconsistent rnn steps")
        require(isinstance(gradOutput, Table), "expecting gradOutput table")
        require(len(gradOutput) == self.rho, f"gradOutput should have {self._limit} elements")
        return gradOutput.array_values()[::-1]

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        for i, gradient in enumerate(self._check(gradOutput)):
            part = self.module.updateGradInput(input, gradient)
            self.gradInput = (recursiveAdd if i else recursiveCopy)(self.gradInput, part)[0]
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        for gradient in self._check(gradOutput):
            self.module.accGradParameters(input, gradient, scale)

    def accUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float) -> None:
        for gradient in self._check(gradOutput):
            self.module.accUpdateGradParameters(input, gradient, lr)

    def maxBPTTstep(self, rho: int) -> None:
        self.rho = rho
        max_bptt_step(self.module, rho)

    def __tostring__(self) -> str:
        arrows = "     V         V             V     "
        if self.modules.get(1) is None:
            raise TorchError("a Repeater without its module")
        lines = [
            f"{self._typename} {{",
            "[  input,    input,  ...,  input  ]",
            arrows,
            indented(repr(self.modules[1])),
            arrows,
            f"[output(1),output(2),...,output({lua_tostring(self.rho)})]",
        ]
        return "\n  ".join(lines) + "\n}"

"""How nn.BiSequencerLM runs both directions, whatever package it is of."""

from __future__ import annotations

from typing import Any

from ...nn.container.container import indented
from ...nn.simple.common import require
from ...table import Table
from ..recursive import recursive_zero, recursiveAdd, recursiveCopy
from .abstract_sequencer import AbstractSequencer


class BiSequencerLMSteps(AbstractSequencer):
    """Input and output are tables of n steps, n > 1. `_merge` joins for each step what `_fwd` gave for

    the step before and what `_bwd`, coming from the end, gave for the one after (zeros at the ends).
    """

    _firstStep: Any = None
    _lastStep: Any = None
    _fwd: Any
    _bwd: Any
    _merge: Any

    def updateOutput(self, input: Any) -> Any:
        require(isinstance(input, Table), "Expecting table at arg 1")
        require(len(input) > 1, "Expecting at least 2 elements in table")
        first, last = _ends(input)
        self._fwdOutput = self._fwd.updateOutput(first)
        self._bwdOutput = self._bwd.updateOutput(last)
        forward, backward = self._fwdOutput.array_values(), self._bwdOutput.array_values()
        self._firstStep = recursive_zero(self._firstStep, forward[0])
        self._lastStep = recursive_zero(self._lastStep, backward[0])
        self._mergeInput = Table([Table([self._firstStep, *forward]), Table([*backward, self._lastStep])])
        self.output = self._merge.updateOutput(self._mergeInput)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        first, last = _ends(input)
        self._mergeGradInput = self._merge.updateGradInput(self._mergeInput, gradOutput)
        forward, backward = self._merge_gradients()
        self._fwdGradInput = self._fwd.updateGradInput(first, forward)
        self._bwdGradInput = self._bwd.updateGradInput(last, backward)
        forward, backward = self._fwdGradInput.array_values(), self._bwdGradInput.array_values()
        count = len(input)
        self.gradInput[1] = forward[0]
        for i in range(2, count):
            self.gradInput[i] = recursiveCopy(self.gradInput.get(i), forward[i - 1])[0]
            recursiveAdd(self.gradInput[i], backward[i - 2])
        self.gradInput[count] = backward[count - 2]
        return self.gradInput

    def _merge_gradients(self) -> tuple[Table, Table]:
        """The gradients of the outputs of both directions; those of the zeros at the ends are left out."""
        forward, backward = self._mergeGradInput.array_values()
        return Table(forward.array_values()[1:]), Table(backward.array_values()[:-1])

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        self._accumulate("accGradParameters", input, gradOutput, 1 if scale is None else scale)

    def accUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float) -> None:
        self._accumulate("accUpdateGradParameters", input, gradOutput, lr)

    def _accumulate(self, method: str, input: Any, gradOutput: Any, factor: float) -> None:
        first, last = _ends(input)
        forward, backward = self._merge_gradients()
        getattr(self._merge, method)(self._mergeInput, gradOutput, factor)
        getattr(self._fwd, method)(first, forward, factor)
        getattr(self._bwd, method)(last, backward, factor)

    def __tostring__(self) -> str:
        parts = (("  fwd  ", self._fwd), ("  bwd  ", self._bwd), (" merge ", self._merge))
        lines = [f"({name}): {indented(repr(module), '    |    ')}" for name, module in parts]
        return "\n  ".join([f"{self._typename} {{", *lines]) + "\n}"


def _ends(input: Table) -> tuple[Table, Table]:
    """All steps but the last, and all but the first."""
    values = input.array_values()
    return Table(values[:-1]), Table(values[1:])

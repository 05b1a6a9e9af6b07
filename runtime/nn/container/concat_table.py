"""Branches over one input (nn.ConcatTable)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ...table import Table
from ..table.arrays import store
from .container import Container, in_module
from .gradients import gradient_sum
from .text import branches


@register("nn.ConcatTable")
class ConcatTable(Container):
    """Feeds the input (a tensor or a table) to every module; output is the table of their outputs."""

    def __init__(self) -> None:
        super().__init__()
        self.output = Table()

    def updateOutput(self, input: Any) -> Any:
        i, outputs = 0, []
        try:
            for i, module in enumerate(self.modules.array_values(), 1):  # noqa: B007 (i names the module in errors)
                outputs.append(module.updateOutput(input))
        except RuntimeError as error:
            raise in_module(self, i, error) from None
        return store(self.output, outputs)

    def _each(self, method: str, input: Any, gradOutput: Any, *extra: Any) -> list:
        """Calls `method` of every module with its gradient; the results."""
        modules, gradients = self.modules.array_values(), gradOutput.array_values()
        gradients += [None] * (len(modules) - len(gradients))
        i, results = 0, []
        try:
            for i, (module, gradient) in enumerate(zip(modules, gradients), 1):  # noqa: B007
                results.append(getattr(module, method)(input, gradient, *extra))
        except RuntimeError as error:
            raise in_module(self, i, error) from None
        return results

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.gradInput = gradient_sum(self.gradInput, input, self._each("updateGradInput", input, gradOutput))
        return self.gradInput

    def backward(self, input: Any, gradOutput: Any, scale: float | None = None) -> Any:
        gradients = self._each("backward", input, gradOutput, 1 if scale is None else scale)
        self.gradInput = gradient_sum(self.gradInput, input, gradients)
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        self._each("accGradParameters", input, gradOutput, 1 if scale is None else scale)

    def accUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float) -> None:
        self._each("accUpdateGradParameters", input, gradOutput, lr)

    def __tostring__(self) -> str:
        return branches(self)

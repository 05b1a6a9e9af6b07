"""What nn.Concat and nn.ConcatTable share: every module gets the whole input."""

from __future__ import annotations

from typing import Any

from .container import Container, in_module
from .gradients import gradient_sum
from .text import branches


class Branches(Container):
    """Base of containers that feed one input to every module. A subclass says what becomes of the outputs."""

    def _outputs(self, input: Any) -> list:
        """Runs the modules; their outputs."""
        i, outputs = 0, []
        try:
            for i, module in enumerate(self.modules.array_values(), 1):  # noqa: B007 (i names the module in errors)
                outputs.append(module.updateOutput(input))
        except Exception as error:
            raise in_module(self, i, error) from None
        return outputs

    def _gradients(self, modules: list, gradOutput: Any) -> list:
        """What of gradOutput belongs to each module."""
        raise NotImplementedError

    def _each(self, method: str, input: Any, gradOutput: Any, *extra: Any) -> list:
        """Calls `method` of every module with its part of gradOutput; the results."""
        modules = self.modules.array_values()
        i, results = 0, []
        try:
            for i, (module, gradient) in enumerate(zip(modules, self._gradients(modules, gradOutput)), 1):  # noqa: B007
                results.append(getattr(module, method)(input, gradient, *extra))
        except Exception as error:
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

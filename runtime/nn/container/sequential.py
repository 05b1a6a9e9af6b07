"""Modules one after the other (nn.Sequential)."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...registry import register
from ...tensor import Tensor
from .container import Container, in_module, indented


@register("nn.Sequential")
class Sequential(Container):
    """Feeds each module with the output of the one before; ``add(module)`` appends one."""

    def __len__(self) -> int:
        return len(self.modules)

    def __bool__(self) -> bool:
        return True

    def add(self, module: Any) -> Any:
        if len(self.modules) == 0:
            self.gradInput = getattr(module, "gradInput", None)
        self.modules.append(module)
        self.output = getattr(module, "output", None)
        return self

    def insert(self, module: Any, index: int | None = None) -> None:
        """Puts a module in at place `index` (at the end by default)."""
        index = len(self.modules) + 1 if index is None else index
        if not 1 <= index <= len(self.modules) + 1:
            raise TorchError("index should be contiguous to existing modules")
        self.modules.insert(index, module)
        self._adopt()

    def remove(self, index: int | None = None) -> None:
        """Takes the module at place `index` out (the last by default)."""
        index = len(self.modules) if index is None else index
        if not 1 <= index <= len(self.modules):
            raise TorchError("index out of range")
        self.modules.remove(index)
        self._adopt()

    def _adopt(self) -> None:
        modules = self.modules.array_values()
        self.output = modules[-1].output if modules else Tensor()
        self.gradInput = modules[0].gradInput if modules else Tensor()

    def updateOutput(self, input: Any) -> Any:
        i = 0
        output = input
        try:
            for i, module in enumerate(self.modules.array_values(), 1):  # noqa: B007 (i names the module in errors)
                output = module.updateOutput(output)
        except Exception as error:
            raise in_module(self, i, error) from None
        self.output = output
        return output

    def _walk_back(self, method: str, input: Any, gradOutput: Any, *extra: Any) -> Any:
        """Calls `method` of the modules from the last to the first, each with its own input."""
        modules = self.modules.array_values()
        gradient, i = gradOutput, len(modules)
        try:
            for i in range(len(modules), 0, -1):
                module = modules[i - 1]
                given = modules[i - 2].output if i > 1 else input
                result = getattr(module, method)(given, gradient, *extra)
                gradient = result if method in ("updateGradInput", "backward") else module.gradInput
                if method == "backward":
                    module.gradInput = gradient
        except Exception as error:
            raise in_module(self, i, error) from None
        return gradient

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.gradInput = self._walk_back("updateGradInput", input, gradOutput)
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        self._walk_back("accGradParameters", input, gradOutput, 1 if scale is None else scale)

    def backward(self, input: Any, gradOutput: Any, scale: float | None = None) -> Any:
        self.gradInput = self._walk_back("backward", input, gradOutput, 1 if scale is None else scale)
        return self.gradInput

    def accUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float) -> None:
        self._walk_back("accUpdateGradParameters", input, gradOutput, lr)

    def __tostring__(self) -> str:
        modules = self.modules.array_values()
        path = "".join([f"({i}) -> " for i in range(1, len(modules) + 1)])
        lines = "".join([f"\n  ({i}): {indented(repr(m))}" for i, m in enumerate(modules, 1)])
        return f"nn.Sequential {{\n  [input -> {path}output]{lines}\n}}"

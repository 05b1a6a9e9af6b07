"""A module that keeps its type when the net around it is converted (nn.DontCast)."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...registry import lookup, register
from ...table import Table
from ...tensor import TensorCore
from .decorator import Decorator


@register("nn.DontCast")
class DontCast(Decorator):
    """Its module stays what it is; with `castin` inputs are converted to it, with `castout` outputs back."""

    castin: Any = None
    castout: Any = None
    moduleType: Any = None
    _input: Any = None
    _gradOutput: Any = None

    def __init__(
        self, module: Any, castin: bool | None = None, castout: bool | None = None, moduleType: str | None = None
    ) -> None:
        super().__init__(module)
        self.castin = castin
        self.castout = castin if castout is None else castout
        self.moduleType = moduleType
        if (self.castin or self.castout) and not moduleType:
            self.moduleType = tensor_type(module.output) or tensor_type((module.parameters() or (None,))[0])
            if not self.moduleType:
                raise TorchError("Cannot extrapolate moduleType. Provide constructor argument 4")

    def _in(self, input: Any) -> Any:
        """The input of the last forward, in the module's type."""
        return self._input if self.castin and tensor_type(input) != self.moduleType else input

    def _back(self, gradOutput: Any) -> Any:
        return self._gradOutput if self.castout and tensor_type(gradOutput) != self.moduleType else gradOutput

    def updateOutput(self, input: Any) -> Any:
        if self.castin and tensor_type(input) != self.moduleType:
            self._input = converted(self._input, input, self.moduleType)
        output = self.modules[1].updateOutput(self._in(input))
        self.output = converted(self.output, output, tensor_type(self.output)) if self.castout else output
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.castout and tensor_type(gradOutput) != self.moduleType:
            self._gradOutput = converted(self._gradOutput, gradOutput, self.moduleType)
        gradient = self.modules[1].updateGradInput(self._in(input), self._back(gradOutput))
        self.gradInput = converted(self.gradInput, gradient, tensor_type(self.gradInput)) if self.castin else gradient
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        super().accGradParameters(self._in(input), self._back(gradOutput), scale)

    def accUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float) -> None:
        super().accUpdateGradParameters(self._in(input), self._back(gradOutput), lr)

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        """Converts nothing but what goes out: output with `castout`, gradInput with `castin`."""
        if type is None:
            return self._type
        if self.castout and tensor_type(self.output) != type:
            self.output = converted(None, self.output, type)
        if self.castin and tensor_type(self.gradInput) != type:
            self.gradInput = converted(None, self.gradInput, type)
        return self


def tensor_type(value: Any) -> str | None:
    """The type of the first tensor of a nested table; None where there is none."""
    if isinstance(value, TensorCore):
        return value._typename
    if isinstance(value, Table):
        for child in value.values():
            found = tensor_type(child)
            if found:
                return found
    return None


def converted(target: Any, source: Any, type_name: str | None) -> Any:
    """A copy of the nested table `source` with tensors of the named type, in the tensors of `target`."""
    if isinstance(source, Table):
        target = target if isinstance(target, Table) else Table()
        for key, value in source.items():
            target[key] = converted(target.get(key), value, type_name)
    elif isinstance(source, TensorCore):
        kind: Any = lookup(type_name or source._typename)
        if type(target) is not kind:
            target = kind()
        target.resize_array(source._size)
        target.copy(source)
    return target

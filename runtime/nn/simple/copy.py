"""Copies, with a change of the tensor type (nn.Copy)."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...objects import LuaFunction
from ...registry import lookup, register
from ...tensor import TensorCore
from ...tensor.default import default_name
from ..module import Module
from .common import copied


@register("nn.Copy")
class Copy(Module):
    """output is a copy of the input in type `outtype`, gradInput one of gradOutput in type `intype`.

    Between equal types, unless forced to copy, both are views instead (and the arguments are returned).
    `dontCast` keeps the types when the net is converted.
    """

    dontCast: Any = None
    #: Torch keeps the sharing in two functions of the instance; here it is a field, which files keep, too.
    _shares: Any = None

    def __init__(
        self, intype: str | None = None, outtype: str | None = None, forceCopy: Any = None, dontCast: Any = None
    ) -> None:
        intype, outtype = intype or default_name(), outtype or default_name()
        self.dontCast = dontCast
        super().__init__()
        self.gradInput, self.output = _tensor(intype), _tensor(outtype)
        if not forceCopy and intype == outtype:
            self._shares = True

    def _upgrade(self, version: int, typename: str) -> None:
        for name in ("updateOutput", "updateGradInput"):
            if isinstance(vars(self).get(name), LuaFunction):
                del vars(self)[name]
                self._shares = True

    def updateOutput(self, input: Any) -> Any:
        if self._shares:
            self.output.set(input)
            return input
        copied(self.output, input)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self._shares:
            self.gradInput.set(gradOutput)
            return gradOutput
        copied(self.gradInput, gradOutput)
        return self.gradInput

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        if type is not None and self.dontCast:
            return self
        return super().type(type, tensorCache)


def _tensor(typename: str) -> Any:
    cls = lookup(typename)
    if cls is None or not issubclass(cls, TensorCore):
        raise TorchError(f"nn.Copy: no tensor type {typename}")
    return cls()

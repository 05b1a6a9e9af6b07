"""Finds out where NaNs come from (nn.NaN)."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from ...errors import TorchError
from ...printing import lua_tostring
from ...registry import register
from ...table import Table
from ..container.decorator import Decorator

_ids = itertools.count(1)


@register("nn.NaN")
class NaN(Decorator):
    """Does what its module does, and raises an error that names the first thing that is NaN."""

    def __init__(self, module: Any, id: Any = None) -> None:
        super().__init__(module)
        self.id = NaN.newId() if id is None else id

    @staticmethod
    def newId() -> int:
        """The number of the next NaN that is given no id."""
        return next(_ids)

    def recursiveIsNaN(self, tensor: Any) -> bool:
        """Whether the sum of any tensor in a nested table is NaN."""
        if isinstance(tensor, Table):
            return any(self.recursiveIsNaN(value) for value in tensor.values())
        return bool(np.isnan(tensor.array.sum()))

    def _refuse(self, what: str) -> None:
        raise TorchError(f"NaN found in {what} of module :\n{self.__tostring__()}")

    def updateOutput(self, input: Any) -> Any:
        self.output = self.modules[1].updateOutput(input)
        if self.recursiveIsNaN(self.output):
            if self.recursiveIsNaN(input):
                self._refuse("input")
            self._refuse("parameters" if self.recursiveIsNaN(self.parameters()[0]) else "output")
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.gradInput = self.modules[1].updateGradInput(input, gradOutput)
        if self.recursiveIsNaN(self.gradInput):
            self._refuse("gradOutput" if self.recursiveIsNaN(gradOutput) else "gradInput")
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        super().accGradParameters(input, gradOutput, scale)
        if self.recursiveIsNaN(self.parameters()[1]):
            self._refuse("gradParameters")

    def __tostring__(self) -> str:
        return f"{self._typename}({lua_tostring(self.id)}) @ {self.modules[1]!r}"

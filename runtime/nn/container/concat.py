"""Branches over one input, their outputs put together along a dimension (nn.Concat)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ...storage import LongStorage
from .branches import Branches
from .joining import join, windows


@register("nn.Concat")
class Concat(Branches):
    """Feeds the input to every module; output is their outputs along `dimension`."""

    outputSize: Any = None

    def __init__(self, dimension: int) -> None:
        super().__init__()
        self.outputSize = LongStorage()
        self.dimension = dimension

    def _upgrade(self, version: int, typename: str) -> None:
        """Old files call the size of the output `size`, which now is a method."""
        fields = vars(self)
        if isinstance(fields.get("size"), LongStorage):
            fields["outputSize"] = fields.pop("size")

    def updateOutput(self, input: Any) -> Any:
        join([output.array for output in self._outputs(input)], int(self.dimension), self, "outputSize")
        return self.output

    def _gradients(self, modules: list, gradOutput: Any) -> list:
        return windows(modules, int(self.dimension), gradOutput)

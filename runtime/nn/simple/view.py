"""Other sizes for the same elements, without copying (nn.View)."""

from __future__ import annotations

import math
from typing import Any

from ...errors import TorchError
from ...registry import register
from ...storage import LongStorage, Storage
from ..module import Module
from .common import require


@register("nn.View")
class View(Module):
    """output = the contiguous input with sizes n1 x n2 x ...; one size may be -1: what is left.

    ``View(n1, n2, ...)`` or ``View(LongStorage)``. What the sizes do not cover is the batch; with
    setNumInputDims(n) all but the last n dimensions of the input are.
    """

    numInputDims: Any = None

    def __init__(self, *size: Any) -> None:
        super().__init__()
        self.resetSize(*size)
        self.numInputDims = None

    def resetSize(self, *size: Any) -> Any:
        """Changes the sizes; returns self."""
        given = len(size) == 1 and isinstance(size[0], Storage)
        self.size = size[0] if given else LongStorage([int(n) for n in size])
        sizes = self.size.tolist()
        require(min(sizes, default=0) >= -1, "size should be positive or -1")
        require(sizes.count(-1) <= 1, "only one dimension can be at -1")
        self.numElements = math.prod([n for n in sizes if n >= 0])
        return self

    def _upgrade(self, version: int, typename: str) -> None:
        """The first files of this class lack the number of elements."""
        if "numElements" not in vars(self):
            self.resetSize(self.size)

    def setNumInputDims(self, numInputDims: int | None) -> Any:
        """How many dimensions a single sample of the input has; returns self."""
        self.numInputDims = numInputDims
        return self

    def _batch_size(self, size: tuple[int, ...]) -> int | None:
        """The size of the batch dimension to put in front, or None."""
        sample = min(self.numInputDims or len(size), len(size))
        batch, inner = size[: len(size) - sample], math.prod(size[len(size) - sample :])
        if not self.numElements or inner % self.numElements:
            shown = "x".join(map(str, size)), "x".join(map(str, self.size.tolist()))
            raise TorchError(f"input view ({shown[0]}) and desired view ({shown[1]}) do not match")
        count = math.prod(batch) * (1 if -1 in self.size.tolist() else inner // self.numElements)
        if count == 1 and (self.numInputDims is None or len(size) <= self.numInputDims):
            return None
        return count

    def updateOutput(self, input: Any) -> Any:
        if self.output is None:
            self.output = type(input)()
        batch = self._batch_size(input._size)
        size = self.size.tolist()
        self.output.view(input, *(size if batch is None else [batch, *size]))
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.gradInput is None:
            self.gradInput = type(gradOutput)()
        self.gradInput.view(gradOutput, *input._size)
        return self.gradInput

    def __tostring__(self) -> str:
        return f"{self._typename}({', '.join(map(str, self.size.tolist()))})"

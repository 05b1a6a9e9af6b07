"""What nn.CMaxTable and nn.CMinTable share: the winner of each element and its place in the table."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...table import Table
from ...tensor import Tensor
from ..module import Module
from .arrays import arrays, fitted, reused


class Extreme(Module):
    """Takes the first of the extreme elements; its gradient goes there alone."""

    #: The ufunc that says whether a later element beats the best so far, and where its place is kept.
    _beats: Any = None
    _places: str = ""

    def __init__(self) -> None:
        super().__init__()
        self.gradInput = Table()
        for name in (self._places, "mask", self._places.replace("Idx", "Vals"), "gradMaxVals"):
            setattr(self, name, Tensor())

    def _upgrade(self, version: int, typename: str) -> None:
        """Old files may lack the table of places, or hold it in another type."""
        if type(vars(self).get(self._places)) is not type(self.output):
            setattr(self, self._places, type(self.output)())

    def updateOutput(self, input: Any) -> Any:
        x = arrays(input.array_values(), self)
        output = self.output.resize_array(x[0].shape)
        places = vars(self)[self._places].resize_array(x[0].shape)
        output[...] = x[0]
        places.fill(1)
        for i, other in enumerate(x[1:], 2):
            other = fitted(other, output.shape)
            beats = self._beats(other, output)
            np.copyto(output, other, where=beats, casting="unsafe")
            np.copyto(places, i, where=beats, casting="unsafe")
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        values = input.array_values()
        places, g = vars(self)[self._places].array, fitted(gradOutput.array, self.output._size)
        for i, gradient in enumerate(reused(self.gradInput, values), 1):
            target = gradient.resize_array(values[i - 1]._size)
            target.fill(0)
            np.copyto(target.reshape(places.shape), g, where=places == i, casting="unsafe")
        return self.gradInput

"""The k largest values of a sequence, in their order (nn.TemporalDynamicKMaxPooling)."""

from __future__ import annotations

import math
from typing import Any

from ...backend import get_array_module
from ...errors import TorchError
from ...registry import register
from ...tensor import TENSORS
from .. import utils
from ..checks import need_size
from ..module import Module


@register("nn.TemporalDynamicKMaxPooling")
class TemporalDynamicKMaxPooling(Module):
    """Keeps for each feature the max(minK, ceil(factor * nFrame)) largest values over time (Kalchbrenner 2014).

    Input (nFrame x features) or (batch x nFrame x features). `factor` is 0 by default.
    """

    indices: Any = None

    def __init__(self, minK: int, factor: float | None = None) -> None:
        super().__init__()
        self.minK = minK
        self.factor = 0 if factor is None else factor

    def updateOutput(self, input: Any) -> Any:
        if len(input._size) not in (2, 3):
            raise TorchError("Only 2D or 3D(batch mode) accepted")
        length = input._size[-2]
        k = int(max(self.minK, math.ceil(self.factor * length)))
        if length < self.minK:
            raise TorchError(f"Input sequence length ({length}) too small for desired k value ({k})")
        x = input.array
        xp = get_array_module(x)
        largest = xp.argsort(-x, axis=-2, kind="stable")[..., :k, :]
        places = xp.sort(largest, axis=-2)
        shape = (*input._size[:-2], k, input._size[-1])
        cls = TENSORS["CudaLong" if input.dtype.cuda else "Long"]
        self.indices = cls()
        self.indices.resize_array(shape)[...] = places + 1
        if type(self.output) is not type(input):
            self.output = type(input)()
        self.output.resize_array(shape)[...] = xp.take_along_axis(x, places, -2)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.gradInput is None:
            return None
        need_size(self, gradOutput, "gradOutput", self.indices._size)
        into = self.gradInput.resize_array(input._size)
        into.fill(0)
        get_array_module(into).put_along_axis(into, self.indices.array - 1, gradOutput.array, -2)
        return self.gradInput

    def clearState(self) -> Any:
        utils.clear(self, "indices")
        return super().clearState()

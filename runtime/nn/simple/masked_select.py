"""Picks the elements that a mask marks (nn.MaskedSelect)."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...registry import register
from ...table import Table
from ...tensor import TENSORS, Tensor
from .. import utils
from ..module import Module


@register("nn.MaskedSelect")
class MaskedSelect(Module):
    """input is {tensor, ByteTensor mask of its size}; output = the elements where the mask is 1, in order."""

    _gradBuffer: Any = None
    _gradMask: Any = None

    def __init__(self) -> None:
        super().__init__()
        self._maskIndices = TENSORS["Long"]()
        self._maskIndexBuffer = TENSORS["Long"]()
        self._maskIndexBufferCPU = TENSORS["Float"]()
        self._gradBuffer = Tensor()
        self._gradMask = TENSORS["Byte"]()

    def updateOutput(self, input: Any) -> Any:
        tensor, mask = input[1].array, input[2].array
        if mask.size and mask.max() > 1:
            raise TorchError("Mask tensor can take 0 and 1 values only")
        chosen = tensor[mask.reshape(tensor.shape) != 0]
        self.output.resize_array(chosen.shape if chosen.size else ())[...] = chosen
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        tensor, mask = input[1], input[2]
        gradient = self._gradBuffer.resize_array(tensor._size)
        gradient.fill(0)
        gradient[mask.array.reshape(tensor._size) != 0] = gradOutput.array
        self._gradMask.resize_array(mask._size).fill(0)
        self.gradInput = Table([self._gradBuffer, self._gradMask])
        return self.gradInput

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        """Converts the data; mask and indices keep their types."""
        if type is None:
            return self._type
        for name in ("_gradBuffer", "output"):
            setattr(self, name, getattr(self, name).type(type))
        if isinstance(self.gradInput, Table):
            self.gradInput = Tensor()
        self.gradInput = self.gradInput.type(type)
        self._type = type
        return self

    def clearState(self) -> Any:
        return utils.clear(
            self,
            "output",
            "gradInput",
            "_maskIndexBuffer",
            "_maskIndexBufferCPU",
            "_maskIndices",
            "_gradBuffer",
            "_gradMask",
        )

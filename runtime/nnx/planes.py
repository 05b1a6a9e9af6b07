"""Inputs of any number of dimensions, two of which, neighbours, are height and width."""

from __future__ import annotations

from typing import Any

from ..errors import TorchError, sizes
from ..storage import LongStorage


class Planes:
    """Mixin: takes tensors as arrays (before, H, W, after), where H is dimension yDim and W dimension xDim.

    The sizes of the last input and output are kept in `inputSize` and `outputSize`; output and gradInput are new
    tensors in each pass, as in nnx.
    """

    yDim: Any
    xDim: Any
    inputSize: Any
    outputSize: Any

    def _init_planes(self) -> None:
        if self.yDim + 1 != self.xDim:
            raise TorchError(f"{self._typename}: yDim must be equals to xDim-1")  # type: ignore[attr-defined]
        self.outputSize = LongStorage(4).fill(0)
        self.inputSize = LongStorage(4).fill(0)

    def _planes_of(self, input: Any) -> Any:
        size, y = input._size, int(self.yDim) - 1
        if len(size) < y + 2:
            text = f"input {sizes(size)} has no dimension {y + 2}"
            raise TorchError(f"{self._typename}: {text}")  # type: ignore[attr-defined]
        before = after = 1
        for n in size[:y]:
            before *= n
        for n in size[y + 2 :]:
            after *= n
        split = (before, size[y], size[y + 1], after)
        self.inputSize.array[:] = split
        return input.array.reshape(split)

    def _new(self, name: str, like: Any, height: int, width: int) -> Any:
        """Sets the field `name` to a new tensor like the input but for height and width; gives its planes."""
        before, _, _, after = (int(n) for n in self.inputSize.array)
        split = before, height, width, after
        self.outputSize.array[:] = split
        y = int(self.yDim) - 1
        tensor = type(like)()
        setattr(self, name, tensor)
        return tensor.resize_array((*like._size[:y], height, width, *like._size[y + 2 :])).reshape(split)

    def _new_gradient(self, input: Any) -> Any:
        """Sets gradInput to a new tensor of zeros of the input's size; gives its planes."""
        tensor = self.gradInput = type(input)()
        into = tensor.resize_array(input._size)
        into.fill(0)
        return into.reshape([int(n) for n in self.inputSize.array])

    def _gradient_planes(self, gradOutput: Any) -> Any:
        split = [int(n) for n in self.outputSize.array]
        if gradOutput.nElement() != split[0] * split[1] * split[2] * split[3]:
            text = f"gradOutput {sizes(gradOutput._size)} does not fit the output's planes {sizes(split)}"
            raise TorchError(f"{self._typename}: {text}")  # type: ignore[attr-defined]
        return gradOutput.array.reshape(split)

"""Pads one dimension (nn.Padding)."""

from __future__ import annotations

from typing import Any

from ...errors import argument_error
from ...registry import register
from ...storage import LongStorage, copy_into
from ..module import Module


@register("nn.Padding")
class Padding(Module):
    """output = the input with |pad| slices of `value` (0) put into dimension `dim` before slice `index` (1).

    A negative pad counts `index` from the front, a positive one from the back. With `nInputDim` an
    input with another number of dimensions is a batch.
    """

    nInputDim: Any = None
    value: float = 0
    index: int = 1

    def __init__(
        self,
        dim: int,
        pad: int,
        nInputDim: int | None = None,
        value: float | None = 0,
        index: int | None = 1,
    ) -> None:
        self.value = 0 if value is None else value
        self.index = 1 if index is None else index
        self.dim = dim
        self.pad = pad
        self.nInputDim = nInputDim
        self.outputSize = LongStorage()
        super().__init__()

    def _places(self, input: Any) -> tuple[int, int, int]:
        """(axis, slices of the input before the padding, slices of padding)."""
        axis = self.dim - 1
        if self.nInputDim and len(input._size) != self.nInputDim:
            axis += 1
        before = input._size[axis] - self.index + 1 if self.pad > 0 else self.index - 1
        if not 0 <= before <= input._size[axis]:
            raise argument_error(3, "out of range")
        return axis, before, abs(self.pad)

    def updateOutput(self, input: Any) -> Any:
        axis, before, pad = self._places(input)
        size = (*input._size[:axis], input._size[axis] + pad, *input._size[axis + 1 :])
        self.outputSize = LongStorage(list(size))
        output = self.output.resize_array(size)
        head, padding, tail = _split(output, axis, before, pad)
        padding.fill(self.value)
        source = input.array
        first, _, last = _split(source, axis, before, 0)
        copy_into(head, first)
        copy_into(tail, last)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        axis, before, pad = self._places(input)
        gradient = self.gradInput.resize_array(input._size)
        head, _, tail = _split(gradOutput.array, axis, before, pad)
        first, _, last = _split(gradient, axis, before, 0)
        copy_into(first, head)
        copy_into(last, tail)
        return self.gradInput


def _split(array: Any, axis: int, before: int, pad: int) -> tuple[Any, Any, Any]:
    """`array` along `axis`: the first `before` slices, `pad` slices, the rest."""
    array = array.swapaxes(0, axis)
    parts = array[:before], array[before : before + pad], array[before + pad :]
    head, padding, tail = [part.swapaxes(0, axis) for part in parts]
    return head, padding, tail

"""Samples of several lengths in one batch (nn.VariableLength)."""

from __future__ import annotations

from typing import Any

from ....errors import TorchError
from ....nn.container.decorator import Decorator
from ....nn.simple.common import buffer, require
from ....table import Table
from ....tensor import TENSORS, TensorCore
from ...module.masks import mask_zero, set_zero_mask
from ..declare import is_true, torch_rnn
from ..masks import recursiveZeroMask
from ..packing import from_final, from_samples, to_final, to_samples


@torch_rnn("nn.VariableLength")
class VariableLength(Decorator):
    """A table of samples, each a tensor of its own length (x ...), in; a table of their outputs out.

    Samples are packed one behind the other, masked steps between them, into as few rows as greedy filling
    needs: `indexes` and `mappedLengths` say which sample, and how long, comes where in a row. With `lastOnly` the
    output is a tensor of the last steps' outputs.
    """

    lastOnly: Any = None
    _input: Any = None
    _mask: Any = None
    _gradOutput: Any = None
    indexes: Any = None
    mappedLengths: Any = None

    def __init__(self, module: Any = None, lastOnly: Any = None) -> None:
        masked = mask_zero(module)
        require(masked is not None, "assertion failed!")
        super().__init__(masked)
        self.lastOnly = lastOnly
        self.gradInput = Table()

    def updateOutput(self, input: Any) -> Any:
        require(isinstance(input, Table), "assertion failed! expecting a table of samples")
        first = input.get(1)
        require(isinstance(first, TensorCore), "assertion failed! expecting a table of tensors")
        if self._mask is None:
            self._mask = TENSORS["Byte"]()
        self.indexes, self.mappedLengths = from_samples(input, buffer(self, "_input", first), self._mask)
        set_zero_mask(self.modules[1], self._mask)
        output = self.modules[1].updateOutput(self._input)
        if is_true(self.lastOnly):
            self.output = self.output if isinstance(self.output, TensorCore) else type(output)()
            to_final(self.indexes, self.mappedLengths, output, self.output)
        else:
            self.output = to_samples(self.indexes, self.mappedLengths, output)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        packed = buffer(self, "_gradOutput", self._input)
        if is_true(self.lastOnly):
            require(isinstance(gradOutput, TensorCore), "assertion failed! expecting a tensor")
            from_final(self.indexes, self.mappedLengths, gradOutput, packed)
        else:
            require(isinstance(gradOutput, Table), "assertion failed! expecting a table of gradients")
            require(isinstance(gradOutput.get(1), TensorCore), "assertion failed! expecting a table of tensors")
            self.indexes, self.mappedLengths = from_samples(gradOutput, packed, self._mask)
        recursiveZeroMask(packed, self._mask)
        gradInput = self.modules[1].updateGradInput(self._input, packed)
        self.gradInput = to_samples(self.indexes, self.mappedLengths, gradInput)
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        self.modules[1].accGradParameters(self._input, self._gradOutput, 1 if scale is None else scale)

    def clearState(self) -> Any:
        self.gradInput = Table()
        if isinstance(self.output, TensorCore):
            self.output.set()
        else:
            self.output = Table()
        self._gradOutput = self._input = None
        return super().clearState()

    def setZeroMask(self, *_: Any) -> None:
        raise TorchError("Not Supported")

"""Skips padding (nn.TrimZero)."""

from __future__ import annotations

from typing import Any

from ... import backend
from ...nn.simple.common import copied, require
from ...nn.utils import torch_type
from ...registry import register
from ...table import Table
from ...tensor import TENSORS, Tensor, TensorCore
from .mask_zero import MaskZero
from .zero_rows import rows_of

_BAYESIAN = ("nn.GRU", "nn.LSTM", "nn.FastLSTM")


@register("nn.TrimZero")
class TrimZero(MaskZero):
    """As MaskZero, but the module sees only the samples that are not all zeros.

    Worth it where many are. Its parameters learn only in modules whose gradOutput is a result of
    other modules in it (GRU, LSTM): accGradParameters passes the whole gradOutput, as in Torch.
    """

    _maskindices: Any = None

    def __init__(self, module: Any, nInputDim: int | None = None, silent: bool | None = None) -> None:
        super().__init__(module, nInputDim, silent)
        if torch_type(module) in _BAYESIAN and module.p != 0:
            require(module.mono, "TrimZero + Bayesian RNN needs `mono` option!")
        self.temp = Tensor()
        self.gradTemp = Tensor()

    def recursiveMask(self, output: Any, input: Any, mask: Any) -> Any:
        """The samples that are not masked, in the tensors of `output`; also their numbers (or the mask)."""
        if self.batchmode and not _is_indices(mask):
            rows = rows_of(mask)
            xp = backend.get_array_module(rows)
            kept = xp.flatnonzero(~rows) + 1
            mask = TENSORS["Long"].wrap(backend.to_host(kept)) if len(kept) else TENSORS["Long"]()
        if self.batchmode:
            self._maskindices = mask
        return self._trimmed(output, input, mask), mask

    def _trimmed(self, output: Any, input: Any, mask: Any) -> Any:
        if isinstance(input, Table):
            output = output if isinstance(output, Table) else Table()
            for i, value in enumerate(input.array_values(), 1):
                output[i] = self._trimmed(output.get(i), value, mask)
            return output
        output = output if isinstance(output, TensorCore) else type(input)()
        if not self.batchmode:
            copied(output, input)
            if rows_of(mask)[0]:
                output.zero()
        elif mask._size:
            array = output.resize_array((*mask._size, *input._size[1:]))
            array[...] = input.array[mask.array - 1]
        else:  # nothing is left: one sample of zeros
            output.resize_array((1, *input._size[1:]))[...] = 0
        return output

    def recursiveUnMask(self, output: Any, input: Any, mask: Any, _: Any = None) -> Any:
        """Puts the samples back into their places, with zeros for those left out."""
        if isinstance(input, Table):
            output = output if isinstance(output, Table) else Table()
            for i, value in enumerate(input.array_values(), 1):
                output[i] = self.recursiveUnMask(output.get(i), value, mask)
            return output
        output = output if isinstance(output, TensorCore) else type(input)()
        if self.batchmode:
            array = output.resize_array((mask._size[0], *input._size[1:]))
            array[...] = 0
            if self._maskindices._size:
                array[self._maskindices.array - 1] = input.array
        else:
            array = copied(output, input)
            if rows_of(mask)[0]:
                array[...] = 0
        return output

    def updateOutput(self, input: Any) -> Any:
        self._find_zeros(input)
        self.temp = self.recursiveMask(self.temp, input, self.zeroMask)[0]
        output = self.modules[1].updateOutput(self.temp)
        self.output = self.recursiveUnMask(self.output, output, self.zeroMask)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.temp = self.recursiveMask(self.temp, input, self.zeroMask)[0]
        self.gradTemp = self.recursiveMask(self.gradTemp, gradOutput, self.zeroMask)[0]
        gradInput = self.modules[1].updateGradInput(self.temp, self.gradTemp)
        self.gradInput = self.recursiveUnMask(self.gradInput, gradInput, self.zeroMask)
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        self.temp = self.recursiveMask(self.temp, input, self.zeroMask)[0]
        self.modules[1].accGradParameters(self.temp, gradOutput, 1 if scale is None else scale)


def _is_indices(mask: Any) -> bool:
    return isinstance(mask, TENSORS["Long"])

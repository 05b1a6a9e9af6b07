"""Output zero for padding (nn.MaskZero)."""

from __future__ import annotations

from typing import Any

from ...console import lua_print
from ...nn.container.decorator import Decorator
from ...nn.module import Module
from ...nn.simple.common import copied, require
from ...registry import register
from ...table import Table
from ...tensor import TensorCore
from ..module.masks import refuse_zero_mask
from ..names import is_type_of
from .zero_rows import first_tensor, is_batch, norms_of, rows_of, zero_mask

_WARNING = (
    "Warning : you are most likely using MaskZero the wrong way. "
    "You should probably use AbstractRecurrent:maskZero() so that "
    "it wraps the internal AbstractRecurrent.recurrentModule instead of "
    "wrapping the AbstractRecurrent module itself."
)


@register("nn.MaskZero")
class MaskZero(Decorator):
    """Runs a module; samples whose input is all zeros have output and gradOutput zero.

    A sample has `nInputDim` dimensions, in the first tensor of the input. `silent`: recurrent modules
    may be wrapped without a warning.
    """

    nInputDim: int = 1
    batchmode: Any = None
    gradOutput: Any = None
    zeroMask: Any = None
    _zeroMask: Any = None

    def __init__(self, module: Any, nInputDim: int | None = None, silent: bool | None = None) -> None:
        super().__init__(module)
        require(isinstance(module, Module), "assertion failed!")
        if is_type_of(module, "nn.AbstractRecurrent") and not silent:
            lua_print(_WARNING)
        require(isinstance(nInputDim, (int, float)), "Expecting nInputDim number at arg 1")
        assert nInputDim is not None
        self.nInputDim = nInputDim

    def recursiveGetFirst(self, input: Any) -> Any:
        """The first tensor of nested tables."""
        return first_tensor(input)

    def _find_zeros(self, input: Any) -> None:
        """Notes in `zeroMask` which samples of the input are all zeros."""
        first = first_tensor(input)
        self.batchmode = is_batch(first, self.nInputDim)
        self._zeroMask = norms_of(first, self.batchmode, self._zeroMask)
        self.zeroMask = zero_mask(self._zeroMask, self.zeroMask)

    def recursiveMask(self, output: Any, input: Any, mask: Any) -> Any:
        """A copy of nested tensors with the masked samples zero, in the tensors of `output`."""
        return _masked(output, input, rows_of(mask), self.batchmode)

    def updateOutput(self, input: Any) -> Any:
        self._find_zeros(input)
        output = self.modules[1].updateOutput(input)
        self.output = self.recursiveMask(self.output, output, self.zeroMask)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.gradOutput = self.recursiveMask(self.gradOutput, gradOutput, self.zeroMask)
        self.gradInput = self.modules[1].updateGradInput(input, self.gradOutput)
        return self.gradInput

    setZeroMask = refuse_zero_mask

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        self.zeroMask = self._zeroMask = None
        for name in ("_maskbyte", "_maskindices"):
            vars(self).pop(name, None)
        return super().type(type, tensorCache)


def _masked(output: Any, input: Any, rows: Any, batch: bool) -> Any:
    if isinstance(input, Table):
        output = output if isinstance(output, Table) else Table()
        for i, value in enumerate(input.array_values(), 1):
            output[i] = _masked(output.get(i), value, rows, batch)
        return output
    output = output if isinstance(output, TensorCore) else type(input)()
    array = copied(output, input)
    if batch:
        array[rows] = 0
    elif rows[0]:
        array[...] = 0
    return output

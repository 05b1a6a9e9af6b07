"""A loss that leaves padding out (nn.MaskZeroCriterion)."""

from __future__ import annotations

from typing import Any

from ... import backend
from ...errors import TorchError
from ...nn.criterion.criterion import Criterion, loss_of
from ...nn.simple.common import require
from ...registry import register
from ...table import Table
from ...tensor import TENSORS, TensorCore
from ..module.masks import refuse_zero_mask
from .zero_rows import first_tensor, is_batch, norms_of

_CLEARED = ("zeroMask", "_zeroMask", "__zeroMask", "input", "target", "_gradInput")


@register("nn.MaskZeroCriterion")
class MaskZeroCriterion(Criterion):
    """The loss of the samples that are not all zeros, each of `nInputDim` dimensions; batches only.

    Zero, with zero gradients, where all are. `zeroMask` holds the numbers of the samples that count.
    """

    nInputDim: int = 1
    zeroMask: Any = None
    _zeroMask: Any = None
    input: Any = None
    target: Any = None
    _gradInput: Any = None

    def __init__(self, criterion: Any, nInputDim: int | None = None) -> None:
        super().__init__()
        self.criterion = criterion
        require(isinstance(criterion, Criterion), "assertion failed!")
        require(isinstance(nInputDim, (int, float)), "Expecting nInputDim number at arg 2")
        assert nInputDim is not None
        self.nInputDim = nInputDim

    def recursiveGetFirst(self, input: Any) -> Any:
        """The first tensor of nested tables."""
        return first_tensor(input)

    def recursiveMask(self, dst: Any, src: Any, mask: Any) -> Any:
        """The samples numbered in `mask`, in the tensors of `dst`."""
        if isinstance(src, Table):
            dst = dst if isinstance(dst, Table) else Table()
            for i, value in enumerate(src.array_values(), 1):
                dst[i] = self.recursiveMask(dst.get(i), value, mask)
            return dst
        if not isinstance(src, TensorCore):
            raise TorchError("assertion failed!")
        dst = dst if isinstance(dst, TensorCore) else type(src)()
        dst.resize_array((*mask._size, *src._size[1:]))[...] = src.array[mask.array - 1]
        return dst

    def _find_samples(self, input: Any) -> None:
        first = first_tensor(input)
        if not is_batch(first, self.nInputDim):
            raise TorchError("does not support online (i.e. non-batch) mode")
        self._zeroMask = norms_of(first, True, self._zeroMask)
        norms = self._zeroMask.array.reshape(-1)
        kept = backend.to_host(backend.get_array_module(norms).flatnonzero(norms)) + 1
        if self.zeroMask is None:
            self.zeroMask = TENSORS["Long"]()
        if len(kept):
            self.zeroMask.resize_array(kept.shape)[...] = kept
        else:
            self.zeroMask.resize(0)

    def updateOutput(self, input: Any, target: Any) -> Any:
        self._find_samples(input)
        self.output = 0
        if self.zeroMask._size:
            self.input = self.recursiveMask(self.input, input, self.zeroMask)
            self.target = self.recursiveMask(self.target, target, self.zeroMask)
            self.output = loss_of(self.criterion.updateOutput(self.input, self.target))
        return self.output

    def recursiveMaskGradInput(self, dst: Any, mask: Any, src: Any, input: Any) -> Any:
        """Gradients of the samples that count, in their places among zeros."""
        if isinstance(input, Table):
            dst, src = _listed(dst), _listed(src)
            for key, value in input.items():
                dst[key] = self.recursiveMaskGradInput(dst.get(key), mask, src.get(key), value)
            for i in range(len(dst), len(input), -1):
                dst[i] = None
            return dst
        if not isinstance(input, TensorCore):
            raise TorchError("expecting nested tensors or tables")
        dst = dst if isinstance(dst, TensorCore) else type(input)()
        array = dst.resize_array(input._size)
        array[...] = 0
        if mask._size:
            require(src is not None, "assertion failed!")
            array[mask.array - 1] = src.array
        return dst

    def updateGradInput(self, input: Any, target: Any) -> Any:
        if self.zeroMask._size:
            require(self.input is not None and self.target is not None, "assertion failed!")
            self._gradInput = self.criterion.updateGradInput(self.input, self.target)
        self.gradInput = self.recursiveMaskGradInput(self.gradInput, self.zeroMask, self._gradInput, input)
        return self.gradInput

    setZeroMask = refuse_zero_mask

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        for name in _CLEARED:
            vars(self).pop(name, None)
        return super().type(type, tensorCache)


def _listed(value: Any) -> Table:
    return value if isinstance(value, Table) else Table([value] if value is not None else [])

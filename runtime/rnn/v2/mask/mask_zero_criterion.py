"""A loss that leaves padding out (nn.MaskZeroCriterion of torch/rnn)."""

from __future__ import annotations

from typing import Any

from .... import backend
from ....nn import utils
from ....nn.criterion.criterion import Criterion, loss_of
from ....nn.simple.common import require
from ....tensor import TENSORS
from ...mask.zero_rows import first_tensor
from ...module.masks import clear_criterion
from ..declare import is_true, torch_rnn
from ..masks import getZeroMaskBatch, rows_of
from ..recursive import recursiveIndex, recursiveIndexCopy

_BUFFERS = ("zeroMask", "_oneMask", "_range", "_indices", "input", "target", "output", "gradInput", "_gradInput")


@torch_rnn("nn.MaskZeroCriterion", own=("v2",), other=("nInputDim",))
class MaskZeroCriterion(Criterion):
    """The loss of the samples that the mask (of batch size) does not name; with `v1` of those that are not all zeros.

    Zero, with zero gradients, where there are none.
    """

    zeroMask: Any = None
    isEmptyBatch: Any = None
    input: Any = None
    target: Any = None
    _indices: Any = None
    _gradInput: Any = None

    def __init__(self, criterion: Any = None, v1: Any = None) -> None:
        super().__init__()
        require(isinstance(criterion, Criterion), "assertion failed!")
        self.criterion = criterion
        self.v2 = not is_true(v1)

    def updateOutput(self, input: Any, target: Any) -> Any:
        if not is_true(self.v2):
            self.zeroMask = getZeroMaskBatch(input, self.zeroMask)
        require(self.zeroMask is not None, "MaskZeroCriterion expecting zeroMask tensor or false")
        if self.zeroMask is False:
            self.output = loss_of(self.criterion.updateOutput(input, target))
            return self.output
        require(len(self.zeroMask._size) == 1, "MaskZeroCriterion expecting zeroMask of size batchsize")
        rows = rows_of(self.zeroMask)
        self.isEmptyBatch = bool(rows.all())
        if self.isEmptyBatch:
            self.output = 0
            return self.output
        kept = backend.get_array_module(rows).flatnonzero(~rows) + 1
        if self._indices is None:
            self._indices = TENSORS["CudaLong" if first_tensor(input).dtype.cuda else "Long"]()
        self._indices.resize_array(kept.shape)[...] = kept
        self.input = recursiveIndex(self.input, input, 1, self._indices)
        self.target = recursiveIndex(self.target, target, 1, self._indices)
        self.output = loss_of(self.criterion.updateOutput(self.input, self.target))
        return self.output

    def updateGradInput(self, input: Any, target: Any) -> Any:
        if self.zeroMask is False:
            self.gradInput = self.criterion.updateGradInput(input, target)
            return self.gradInput
        self._gradInput = utils.recursiveFill(utils.recursiveResizeAs(self._gradInput, input)[0], 0)
        if not self.isEmptyBatch:
            require(self.input is not None and self.target is not None, "assertion failed!")
            gradient = self.criterion.updateGradInput(self.input, self.target)
            recursiveIndexCopy(self._gradInput, 1, self._indices, gradient)
        self.gradInput = self._gradInput
        return self.gradInput

    def clearState(self) -> Any:
        """Drops the mask and all buffers; returns self."""
        for name in _BUFFERS:
            vars(self).pop(name, None)
        clear_criterion(self.criterion)
        return self

    #: After `clearState` the fields are absent.
    output: Any = None
    gradInput: Any = None

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        self.clearState()
        return super().type(type, tensorCache)

    def setZeroMask(self, zeroMask: Any = None) -> None:
        """The mask: a ByteTensor with 1 for each sample to leave out, or false for none."""
        self.zeroMask = zeroMask

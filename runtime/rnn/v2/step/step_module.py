"""What nn.StepLSTM and nn.StepGRU share: one step of a batch, with gates side by side in one matrix."""

from __future__ import annotations

from typing import Any

from ....errors import TorchError
from ....nn.module import Module
from ....nn.simple.common import require
from ....nn.utils import torch_type
from ....table import Table
from ....tensor import TensorCore
from ...kernels.scratch import Scratch
from ..declare import is_true
from ..masks import check_mask, getZeroMaskBatch, no_mask, recursiveZeroMask


class StepModule(Module):
    """Goes back once, whatever method is called first; `maskZero` makes it observe a zero mask of the batch."""

    __slots__ = ("_scratch",)
    _scratch: Scratch

    inputsize: Any
    outputsize: Any
    gates: Any
    zeroMask: Any = None
    maskzero: Any = None
    v2: Any = True
    recompute_backward: Any = None

    def __getstate__(self) -> dict:
        return dict(vars(self))

    def backward(self, input: Any, gradOutput: Any = None, scale: float | None = None) -> Any:
        """The gradients by the inputs; adds the gradients by the parameters (`scale` must be 1)."""
        self.recompute_backward = False
        require(scale is None or scale == 1, "must have scale=1")
        if self._observes_mask():
            recursiveZeroMask(gradOutput, self.zeroMask)
        self._back(input, gradOutput)
        return self.gradInput

    def _back(self, input: Any, gradOutput: Any) -> None:
        raise NotImplementedError

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.recompute_backward:
            self.backward(input, gradOutput, 1)
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        if self.recompute_backward:
            self.backward(input, gradOutput, scale)

    def _check_input(self, x: Any, *states: Any) -> None:
        for state in states:
            require(isinstance(state, TensorCore), "assertion failed!")
        if len(x._size) != 2 or x._size[1] != self.inputsize:
            raise TorchError(f"{self._typename} expecting batchsize x {int(self.inputsize)} tensor")

    # Masks

    def _observes_mask(self) -> bool:
        return is_true(self.maskzero) and self.zeroMask is not False

    def _mask(self, x: Any, *tensors: Any) -> None:
        """Makes the masked rows of tensors zero; without `v2` the mask is where the input x is zero."""
        if not self._observes_mask():
            return
        if is_true(self.v2):
            if self.zeroMask is None:
                raise no_mask(torch_type(self))
        else:
            self.zeroMask = getZeroMaskBatch(x, self.zeroMask)
        recursiveZeroMask(Table(tensors), self.zeroMask)

    def maskZero(self, v1: Any = None) -> Any:
        """From now on rows that the mask names have output zero; with `v1` rows whose input is zero. Returns self."""
        self.maskzero = True
        self.v2 = not is_true(v1)
        return self

    def setZeroMask(self, zeroMask: Any = None) -> None:
        """The mask: a ByteTensor with 1 for each row to mask, or false for none."""
        self.zeroMask = check_mask(zeroMask)

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        self.clearState()
        return super().type(type, tensorCache)

    def __tostring__(self) -> str:
        return sizes_text(self)


def sizes_text(module: Any) -> str:
    """A module's name and its sizes; between them that of its cells if their outputs are projected."""
    fields = vars(module)
    sizes = [module.inputsize, module.outputsize]
    if fields.get("weightO") is not None:
        sizes.insert(1, module.hiddensize)
    return f"{module._typename}({' -> '.join([str(int(n)) for n in sizes])})"


def mask_steps(module: Any, v1: Any) -> Any:
    """Makes the step modules of a recurrent module observe zero masks; returns it."""
    for step in (*module.sharedClones.values(), module.modules[1]):
        step.maskZero(v1)
    return module

"""The steps of nn.Recurrence, whatever package it is of."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...nn.container.decorator import Decorator
from ...nn.simple.common import require
from ...nn.utils import as_table, torch_type
from ...storage import Storage
from ...table import Table
from ...tensor import TensorCore
from .lstm_steps import zero_as
from .recurrent_steps import RecurrentSteps


class RecurrenceSteps(RecurrentSteps):
    """Steps of modules of {input, output(t-1)}, whose output may be a table.

    A subclass says by its four methods of (grad) hidden states, tables with the output's first, where they are kept.
    """

    outputSize: Any
    nInputDim: Any
    typeTensor: Any

    def _set_sizes(self, outputSize: Any, nInputDim: Any) -> None:
        """Checks and keeps the constructor's sizes."""
        outputSize = as_table(outputSize)
        require(isinstance(outputSize, (Table, Storage, int, float)), "Unsupported size type")
        self.outputSize = Table([outputSize]) if isinstance(outputSize, (int, float)) else outputSize
        require(isinstance(nInputDim, (int, float)), "Expecting nInputDim number for arg 2")
        self.nInputDim = nInputDim

    def recursiveResizeZero(self, tensor: Any, size: Any, batchSize: int | None = None) -> Any:
        """Zeros of the given size (or table of sizes), in the tensors of `tensor`."""
        if isinstance(size, Table) and not isinstance(size.get(1), (int, float)):
            tensor = tensor if isinstance(tensor, Table) else Table()
            for i, one in enumerate(size.array_values(), 1):
                tensor[i] = self.recursiveResizeZero(tensor.get(i), one, batchSize)
            return tensor
        if not isinstance(size, (Table, Storage)):
            raise TorchError(f"Unknown size type : {torch_type(size)}")
        sizes = size.array_values() if isinstance(size, Table) else size.array.tolist()
        tensor = tensor if isinstance(tensor, TensorCore) else type(self.typeTensor)()
        zero_as(tensor, (*((batchSize,) if batchSize else ()), *sizes))
        return tensor

    def getBatchSize(self, input: Any, nInputDim: int | None = None) -> int | None:
        """The number of samples in the first tensor of the input, None for a single sample."""
        nInputDim = self.nInputDim if nInputDim is None else nInputDim
        if isinstance(input, Table):
            return self.getBatchSize(input.get(1))
        require(isinstance(input, TensorCore), "assertion failed!")
        ndim = len(input._size)
        if ndim == nInputDim:
            return None
        if ndim - 1 != nInputDim:
            raise TorchError(f"inconsitent tensor dims {ndim}")
        return input._size[0]

    def _updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        step = self._back_step()
        module = self.getStepModule(step)
        gradient = self._summed_gradient(step, self.getGradHiddenState(step, input).get(1), gradOutput)
        given = Table([input, self.getHiddenState(step - 1).get(1)])
        gradInput = module.updateGradInput(given, gradient)
        self.setGradHiddenState(step - 1, Table(gradInput.array_values()[1:]))
        return gradInput[1]

    def _accGradParameters(self, input: Any, gradOutput: Any, scale: float | None) -> None:
        step = self._acc_step()
        module = self.getStepModule(step)
        gradient = self._gradOutputs.get(step)
        gradient = self.getGradHiddenState(step).get(1) if gradient is None else gradient
        given = Table([input, self.getHiddenState(step - 1).get(1)])
        module.accGradParameters(given, gradient, 1 if scale is None else scale)

    __tostring__ = Decorator.__tostring__

    _lua_methods = {"_updateGradInput": _updateGradInput, "_accGradParameters": _accGradParameters}

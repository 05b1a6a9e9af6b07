"""A recurrent module made of any module of {input, last output} (nn.Recurrence)."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...nn.container.decorator import Decorator
from ...nn.module import Module
from ...nn.simple.common import require
from ...nn.utils import as_table, torch_type
from ...registry import register
from ...storage import Storage
from ...table import Table
from ...tensor import Tensor, TensorCore
from ..module import HiddenStateMethods
from .abstract_recurrent import AbstractRecurrent
from .lstm import zero_as


@register("nn.Recurrence")
class Recurrence(AbstractRecurrent):
    """output(t) = module({input(t), output(t-1)}), with zeros for output(0).

    `outputSize` is the size of one sample's output: a number, a list, or a table of such for outputs
    that are tables. `nInputDim` is the number of dimensions of one sample of the (first) input.
    """

    module: Any = None

    def __init__(self, recurrentModule: Any, outputSize: Any, nInputDim: int, rho: int | None = None) -> None:
        super().__init__(rho or 9999)
        outputSize = as_table(outputSize)
        require(isinstance(outputSize, (Table, Storage, int, float)), "Unsupported size type")
        self.outputSize = Table([outputSize]) if isinstance(outputSize, (int, float)) else outputSize
        require(isinstance(nInputDim, (int, float)), "Expecting nInputDim number for arg 2")
        self.nInputDim = nInputDim
        require(isinstance(recurrentModule, Module), "Expecting recurrenModule nn.Module for arg 3")
        self.recurrentModule = recurrentModule
        self.module = recurrentModule
        self.modules[1] = recurrentModule
        self.sharedClones[1] = recurrentModule
        self.typeTensor = Tensor()

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

    # States

    def getHiddenState(self, step: Any = None, input: Any = None) -> Table:
        """{output of a step, states of recurrent modules inside}; of step 0 what the sequence starts from."""
        return Table([self._previous_output(step, input), HiddenStateMethods.getHiddenState(self, step)])

    def _previous_output(self, step: int, input: Any = None) -> Any:
        output = self.outputs.get(step)
        if step == 0:
            if input is not None:
                batch = self.getBatchSize(input)
                self.zeroTensor = self.recursiveResizeZero(self.zeroTensor, self.outputSize, batch)
            output = self.zeroTensor if output is None else output
            output = output if self.userPrevOutput is None else self.userPrevOutput
        return output

    def setHiddenState(self, step: Any, hiddenState: Any) -> None:
        require(isinstance(hiddenState, Table) and len(hiddenState) >= 1, "assertion failed!")
        self.outputs[step] = hiddenState[1]
        if hiddenState.get(2) is not None:
            HiddenStateMethods.setHiddenState(self, step, hiddenState[2])

    def getGradHiddenState(self, step: Any = None, input: Any = None) -> Table:
        """{gradient by the output of a step, those of recurrent modules inside}."""
        return Table([self._next_gradient(step), HiddenStateMethods.getGradHiddenState(self, step)])

    def _next_gradient(self, step: int) -> Any:
        gradient = self.gradOutputs.get(step)
        if step == self.step - 1:
            gradient = self.zeroTensor if gradient is None else gradient
            gradient = gradient if self.userNextGradOutput is None else self.userNextGradOutput
        return gradient

    def setGradHiddenState(self, step: Any, gradHiddenState: Any) -> None:
        require(isinstance(gradHiddenState, Table) and len(gradHiddenState) >= 1, "assertion failed!")
        self.gradOutputs[step] = gradHiddenState[1]
        if gradHiddenState.get(2) is not None:
            HiddenStateMethods.setGradHiddenState(self, step, gradHiddenState[2])

    # Forward and backward

    def updateOutput(self, input: Any) -> Any:
        previous = self.getHiddenState(self.step - 1, input).get(1)
        return self._count_step(self._next_module().updateOutput(Table([input, previous])))

    def _updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        step = self._back_step()
        module = self.getStepModule(step)
        gradient = self._summed_gradient(step, self.getGradHiddenState(step).get(1), gradOutput)
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

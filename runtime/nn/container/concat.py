"""Branches over one input, their outputs put together along a dimension (nn.Concat)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import argument_error
from ...registry import register
from ...storage import LongStorage
from ..table.arrays import assign
from .container import Container, in_module
from .gradients import gradient_sum
from .text import branches


@register("nn.Concat")
class Concat(Container):
    """Feeds the input to every module; output is their outputs along `dimension`."""

    outputSize: Any = None

    def __init__(self, dimension: int) -> None:
        super().__init__()
        self.outputSize = LongStorage()
        self.dimension = dimension

    def _upgrade(self, version: int, typename: str) -> None:
        """Old files call the size of the output `size`, which now is a method."""
        fields = vars(self)
        if isinstance(fields.get("size"), LongStorage):
            fields["outputSize"] = fields.pop("size")

    def _outputs(self, input: Any) -> list:
        """Runs the modules; their outputs."""
        i, outputs = 0, []
        try:
            for i, module in enumerate(self.modules.array_values(), 1):  # noqa: B007 (i names the module in errors)
                outputs.append(module.updateOutput(input))
        except RuntimeError as error:
            raise in_module(self, i, error) from None
        return outputs

    def _note_size(self, shape: tuple[int, ...]) -> None:
        if self.outputSize is None or self.output._size != shape:
            self.outputSize = LongStorage(list(shape))

    def updateOutput(self, input: Any) -> Any:
        x = [output.array for output in self._outputs(input)]
        axis, shape = int(self.dimension) - 1, x[0].shape
        if not 0 <= axis < len(shape):
            raise argument_error(2, "out of range")
        front, back = shape[:axis], shape[axis + 1 :]
        shape = (*front, sum([a.shape[axis] for a in x]), *back)
        self._note_size(shape)
        output = self.output.resize_array(shape)
        if all([a.shape[:axis] == front and a.shape[axis + 1 :] == back for a in x]):  # noqa: C419 (faster)
            np.concatenate(x, axis=axis, out=output)
            return self.output
        start = 0
        for a in x:
            end = start + a.shape[axis]
            assign(output[(slice(None),) * axis + (slice(start, end),)], a)
            start = end
        return self.output

    def _windows(self, modules: list, gradOutput: Any) -> list:
        """The part of gradOutput that belongs to each module."""
        dimension, offset, windows = int(self.dimension), 1, []
        for module in modules:
            length = module.output._size[dimension - 1]
            windows.append(gradOutput.narrow(dimension, offset, length))
            offset += length
        return windows

    def _each(self, method: str, input: Any, gradOutput: Any, *extra: Any) -> list:
        """Calls `method` of every module with its part of gradOutput; the results."""
        modules = self.modules.array_values()
        i, results = 0, []
        try:
            for i, (module, window) in enumerate(zip(modules, self._windows(modules, gradOutput)), 1):  # noqa: B007
                results.append(getattr(module, method)(input, window, *extra))
        except RuntimeError as error:
            raise in_module(self, i, error) from None
        return results

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.gradInput = gradient_sum(self.gradInput, input, self._each("updateGradInput", input, gradOutput))
        return self.gradInput

    def backward(self, input: Any, gradOutput: Any, scale: float | None = None) -> Any:
        gradients = self._each("backward", input, gradOutput, 1 if scale is None else scale)
        self.gradInput = gradient_sum(self.gradInput, input, gradients)
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        self._each("accGradParameters", input, gradOutput, 1 if scale is None else scale)

    def accUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float) -> None:
        self._each("accUpdateGradParameters", input, gradOutput, lr)

    def __tostring__(self) -> str:
        return branches(self)

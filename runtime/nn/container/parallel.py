"""A module for each slice of a tensor (nn.Parallel)."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...registry import register
from ...storage import LongStorage
from ..table.arrays import assign
from .container import Container, in_module
from .joining import join, windows
from .text import branches


@register("nn.Parallel")
class Parallel(Container):
    """Module i gets slice i along `inputDimension`; the outputs are put together along `outputDimension`."""

    totalOutputSize: Any = None

    def __init__(self, inputDimension: int, outputDimension: int) -> None:
        super().__init__()
        self.inputDimension = inputDimension
        self.outputDimension = outputDimension

    def _upgrade(self, version: int, typename: str) -> None:
        """Old files call the size of the output `size`, which now is a method."""
        fields = vars(self)
        if isinstance(fields.get("size"), LongStorage):
            fields["totalOutputSize"] = fields.pop("size")

    def _each(self, method: str, input: Any, *columns: Any, extra: tuple = ()) -> list:
        """Calls `method` of the modules with the slices of the input (and gradients); the results."""
        dimension, modules = int(self.inputDimension), self.modules.array_values()
        count = input.size(dimension)
        if count > len(modules):
            raise TorchError(f"nn.Parallel has {len(modules)} modules for {count} slices of the input")
        i, results = 0, []
        try:
            for i, (module, *rest) in enumerate(zip(modules[:count], *columns), 1):
                results.append(getattr(module, method)(input.select(dimension, i), *rest, *extra))
        except Exception as error:
            raise in_module(self, i, error) from None
        return results

    def updateOutput(self, input: Any) -> Any:
        outputs = [output.array for output in self._each("updateOutput", input)]
        join(outputs, int(self.outputDimension), self, "totalOutputSize")
        return self.output

    def _windows(self, input: Any, gradOutput: Any) -> list:
        """The part of gradOutput that belongs to each module in use."""
        modules = self.modules.array_values()[: input.size(int(self.inputDimension))]
        return windows(modules, int(self.outputDimension), gradOutput)

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        gradients = self._each("updateGradInput", input, self._windows(input, gradOutput))
        target = self.gradInput.resize_array(input._size)
        before = (slice(None),) * (int(self.inputDimension) - 1)
        for i, gradient in enumerate(gradients):
            assign(target[before + (i,)], gradient.array)
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        scale = 1 if scale is None else scale
        self._each("accGradParameters", input, self._windows(input, gradOutput), extra=(scale,))

    def accUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float) -> None:
        self._each("accUpdateGradParameters", input, self._windows(input, gradOutput), extra=(lr,))

    def __tostring__(self) -> str:
        return branches(self)

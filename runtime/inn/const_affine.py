"""A fixed affine map of each plane (inn.ConstAffine)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import TorchError, sizes
from ..nn.checks import need_size
from ..nn.module import Module
from ..registry import register
from ..tensor import Tensor


@register("inn.ConstAffine")
class ConstAffine(Module):
    """a * x + b for each plane (dimension 2) of a batch of 2 or 4 dimensions: what is left of a batch normalization."""

    def __init__(self, nOutputPlane: int, inplace: bool | None = None) -> None:
        super().__init__()
        self.a = Tensor(nOutputPlane)
        self.b = Tensor(nOutputPlane)
        self.inplace = False  # whatever was asked for, as in inn
        self.reset()

    def reset(self, stdv: Any = None) -> None:
        """Sets a to 1 and b to 0."""
        self.a.fill(1)
        self.b.zero()

    def _by_plane(self, parameter: Any, input: Any) -> Any:
        size = input._size
        if len(size) not in (2, 4):
            raise TorchError("Unsupported dimension")
        if size[1] != parameter.nElement():
            raise TorchError(f"inn.ConstAffine: {parameter.nElement()} planes expected, got input {sizes(size)}")
        return parameter.array.reshape(-1, *[1] * (len(size) - 2))

    def _target(self, name: str, source: Any) -> Any:
        """The array of output or gradInput; in place it is the source's."""
        tensor = getattr(self, name)
        return tensor.set(source).array if self.inplace else tensor.resize_array(source._size)

    def updateOutput(self, input: Any) -> Any:
        a, b = self._by_plane(self.a, input), self._by_plane(self.b, input)
        out = self._target("output", input)
        np.multiply(input.array, a, out=out)
        out += b
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        need_size(self, gradOutput, "gradOutput", input._size)
        a = self._by_plane(self.a, input)
        np.multiply(gradOutput.array, a, out=self._target("gradInput", gradOutput))
        return self.gradInput

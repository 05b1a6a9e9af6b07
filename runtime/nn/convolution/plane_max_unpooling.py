"""What the unpoolings share, in two and three dimensions."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from ...backend import get_array_module
from ...errors import TorchError, sizes
from ..checks import need_size
from ..module import Module
from ..utils import torch_type
from .kernels import checks
from .windowed import planes_of


class PlaneMaxUnpooling(Module):
    """Base of SpatialMaxUnpooling and VolumetricMaxUnpooling."""

    indices: Any = None
    _pooling_name: ClassVar[str]
    _dims: ClassVar[str] = "HW"
    _dimension_text: ClassVar[str] = "3D or 4D (batch mode) tensor expected for input, but got:"

    def __init__(self, poolingModule: Any) -> None:
        super().__init__()
        if torch_type(poolingModule) != self._pooling_name:
            raise TorchError(f"Argument must be a {self._pooling_name} module")
        if any(getattr(poolingModule, "k" + d) != getattr(poolingModule, "d" + d) for d in self._dims):
            raise TorchError("The size of pooling module's kernel must be equal to its stride")
        self.pooling = poolingModule
        poolingModule.keepIndices()

    def setParams(self) -> None:
        raise NotImplementedError

    def _sizes(self) -> tuple[int, ...]:
        """Spatial sizes of the output."""
        raise NotImplementedError

    def _places(self, indices: Any) -> Any:
        """0-based places in the output's planes."""
        raise NotImplementedError

    def _checked_places(self, input: Any) -> Any:
        """0-based places for each value of the input, which must all exist."""
        spatial = len(self._dims)
        checks.dimension(input, (spatial + 1, spatial + 2), self._dimension_text)
        if input._size != self.indices._size:
            given = f"input {sizes(input._size)}, indices {sizes(self.indices._size)}"
            raise TorchError(f"input and indices shapes do not match: {given}")
        places = planes_of(self._places(self.indices.array), spatial)
        out = self._sizes()
        wrong = (places < 0) | (places >= np.prod(out))
        if bool(wrong.any()):
            first = int(places[wrong][0])
            text = f"found an invalid max index {first} (output volumes are of size {'x'.join(map(str, out))})"
            raise TorchError(text)
        return places + get_array_module(places).arange(len(places)).reshape(-1, *[1] * spatial) * int(np.prod(out))

    def updateOutput(self, input: Any) -> Any:
        self.setParams()
        checks.same_type(self, input)
        places = self._checked_places(input)
        out = self.output.resize_array((*input._size[: -len(self._dims)], *self._sizes()))
        out.fill(0)
        out.reshape(-1)[places.reshape(-1)] = input.array.reshape(-1)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.setParams()
        checks.same_type(self, input, gradOutput)
        places = self._checked_places(input)
        out = self._sizes()
        if gradOutput._size[-len(out) :] == out:
            need_size(self, gradOutput, "gradOutput", (*input._size[: -len(out)], *out))
        else:
            names = ", ".join(f"o{n}= {v}" for n, v in zip(self._size_names(), out))
            given = "x".join(map(str, gradOutput._size[-len(out) :]))
            raise TorchError(f"Inconsistent gradOutput size. {names}, gradOutput: {given}")
        into = self.gradInput.resize_array(input._size)
        into.reshape(-1)[...] = gradOutput.array.reshape(-1)[places.reshape(-1)]
        return self.gradInput

    def _size_names(self) -> tuple[str, ...]:
        return "height", "width"

    def empty(self) -> None:
        self.clearState()

    def __tostring__(self) -> str:
        return f"{self._typename} associated to {self.pooling!r}"

    def _upgrade(self, version: int, typename: str) -> None:
        if hasattr(self.pooling, "keepIndices"):
            self.pooling.keepIndices()

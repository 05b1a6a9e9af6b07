"""What the fractional max poolings share, in two and three dimensions."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from ...errors import TorchError
from ...printing.number import lua_tostring
from ...storage import LongStorage
from ..module import Module
from .kernels import checks, fractional
from .windowed import index_tensor, planes_of


def require(condition: Any, text: str = "assertion failed!") -> None:
    if not condition:
        raise TorchError(text)


class PlaneFractionalMaxPooling(Module):
    """Base of SpatialFractionalMaxPooling and VolumetricFractionalMaxPooling.

    `_dims` names the dimensions in the order of the arguments and of the random numbers; the input's
    dimensions come in the opposite order.
    """

    _dims: ClassVar[str]
    _words: ClassVar[dict[str, str]] = {"T": "time", "W": "width", "H": "height"}
    indices: Any = None
    randomSamples: Any = None
    newRandomPool: Any = None
    _dimension_text: ClassVar[str]

    def __init__(self, pool: tuple[int, ...], parts: tuple[float, ...]) -> None:
        super().__init__()
        for size in pool:
            require(size >= 2)
        for d, size in zip(self._dims, pool):
            setattr(self, f"poolSize{d}", size)
        self.newRandomPool = False
        prefix = "out" if all(p >= 1 for p in parts) else "ratio"
        for d, part in zip(self._dims, parts):
            require(prefix == "out" or 0 < part < 1)
            setattr(self, prefix + d, part)

    def _fields(self, prefix: str) -> list[Any]:
        return [getattr(self, prefix + d, None) for d in self._dims]

    def _require_dimension(self, input: Any) -> int:
        spatial = len(self._dims)
        require(len(input._size) - spatial in (1, 2), f"input must be dim {spatial + 1} or {spatial + 2}")
        return spatial

    def getBufferSize_(self, input: Any) -> Any:
        """Sizes of the random numbers: batch x planes x dimensions."""
        spatial = self._require_dimension(input)
        batch = input._size[0] if len(input._size) == spatial + 2 else 1
        return LongStorage([batch, input._size[-spatial - 1], spatial])

    def initSampleBuffer_(self, input: Any) -> None:
        """Draws new random numbers, unless the regions are fixed."""
        size = tuple(self.getBufferSize_(input).tolist())
        if self.randomSamples is None:
            self.randomSamples = type(input)()
        elif self.randomSamples._size[:2] == size[:2] and self.newRandomPool:
            return
        self.randomSamples.resize_array(size)
        self.randomSamples.uniform()

    def getOutputSizes_(self, input: Any) -> tuple[int, ...]:
        """Output sizes, in the order of the arguments."""
        ratios = self._fields("ratio")
        if None in ratios:
            sizes = self._fields("out")
            require(None not in sizes)
            return tuple([int(s) for s in sizes])
        spatial = self._require_dimension(input)
        sizes = [math.floor(size * ratio) for size, ratio in zip(input._size[: -spatial - 1 : -1], ratios)]
        for d, size in zip(self._dims, sizes):
            require(size > 0, f"reduction ratio or input {self._words[d]} too small")
        return tuple(sizes)

    def fixPoolingRegions(self, val: bool | None = None) -> Any:
        """Keeps the regions as they are from now on (or no longer, with false); returns self."""
        self.newRandomPool = True if val is None else val
        return self

    def updateOutput(self, input: Any) -> Any:
        self.indices = index_tensor(self.indices, input)
        self.initSampleBuffer_(input)
        checks.same_type(self, input)
        wanted, spatial = self.getOutputSizes_(input), len(self._dims)
        checks.dimension(input, (spatial + 1, spatial + 2), self._dimension_text)
        pool = [int(p) for p in self._fields("poolSize")]
        sizes = input._size[: -spatial - 1 : -1]
        for d, size, parts, window in list(zip(self._dims, sizes, wanted, pool))[::-1]:
            if parts + window - 1 >= size:
                text = f"poolSize{d} ({window}) too large relative to input {self._words[d]} ({size})"
                raise checks.argument(6 + (d == "H"), text)
        samples = self.randomSamples.array.reshape(-1, spatial)
        begins = [fractional.starts(samples[:, i], *f) for i, f in enumerate(zip(sizes, wanted, pool))]
        shape = (*input._size[:-spatial], *wanted[::-1])
        out = planes_of(self.output.resize_array(shape), spatial)
        places = planes_of(self.indices.resize_array(shape), spatial)
        fractional.maxima(planes_of(input.array, spatial), begins[::-1], pool[::-1], out, places)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        require(self.randomSamples is not None, "must call updateOutput/forward first")
        checks.same_type(self, input, gradOutput)
        spatial = len(self._dims)
        for d, wanted, given in zip(self._dims, self.getOutputSizes_(input), gradOutput._size[::-1]):
            if wanted != given:
                raise checks.argument(3, f"gradOutput {self._words[d]} unexpected")
        into = planes_of(self.gradInput.resize_array(input._size), spatial)
        places = planes_of(self.indices.array, spatial)
        fractional.maxima_back(planes_of(gradOutput.array, spatial), places, into)
        return self.gradInput

    def empty(self) -> None:
        self.clearState()

    def clearState(self) -> Any:
        self.indices = self.randomSamples = None
        return super().clearState()

    def __tostring__(self) -> str:
        parts = [_integer(o if o is not None else r) for o, r in zip(self._fields("out"), self._fields("ratio"))]
        pool = ",".join([_integer(p) for p in self._fields("poolSize")])
        return f"{self._typename}({'x'.join(parts)}, {pool})"


def _integer(value: float) -> str:
    return str(int(value)) if value == value else lua_tostring(value)

"""What the transposed convolutions share, in two and three dimensions."""

from __future__ import annotations

import math
from typing import Any

from ...table import Table
from .geometry import remembered
from .kernels import checks, convolve
from .kernels.axes import Axis, transposed_axis
from .weighted import Weighted
from .windowed import batched


class PlaneFullConvolution(Weighted):
    """Base of SpatialFullConvolution and VolumetricFullConvolution.

    `weight` is (nInputPlane, nOutputPlane, *kernel). The input may be a table {input, target}: the
    output then has the target's size.
    """

    zeroScalar: Any = None
    _separator = "x"
    _wanted = "3D or 4D input tensor expected but got:"

    def noBias(self) -> Any:
        """Drops the bias; returns self."""
        self.bias = self.gradBias = None
        return self

    def reset(self, stdv: float | None = None) -> Any:
        """Draws the parameters uniformly from +-stdv * sqrt(3), by default +-1 / sqrt(fan in)."""
        self._draw(stdv, math.prod(self._each("k")) * self.nInputPlane)

    def backCompatibility(self) -> None:
        """Files of older versions have no adjustment."""
        for name in self._names("adj"):
            if getattr(self, name, None) is None:
                setattr(self, name, 0)

    def _adjustment(self, target: Any) -> tuple[int, ...]:
        """What is missing in the output to the target's size."""
        fields = zip(target._size[-len(self._dims) :], self._each("k"), self._each("pad", 0), self._each("d"))
        return tuple([(size + 2 * pad - kernel) % stride for size, kernel, pad, stride in fields])

    def _open(self, input: Any) -> tuple[Any, tuple[int, ...]]:
        """The input tensor and the adjustments."""
        self.backCompatibility()
        if isinstance(input, Table):
            return input[1], self._adjustment(input[2])
        return input, self._each("adj")

    def _axes(self, input: Any, adj: tuple[int, ...], gradOutput: Any = None) -> tuple[Axis, ...]:
        sizes = input._size, adj, self.weight._size, None if gradOutput is None else gradOutput._size
        return remembered(self, sizes, lambda: self._checked_axes(input, adj, gradOutput))

    def _checked_axes(self, input: Any, adj: tuple[int, ...], gradOutput: Any) -> tuple[Axis, ...]:
        kernel, stride, spatial = self._each("k"), self._each("d"), len(self._dims)
        checks.positive("kernel size", self._names("k"), kernel, 9)
        checks.positive("stride", self._names("d"), stride, 11)
        if any(a >= max(d, 1) for a, d in zip(adj, stride)):
            listed = [*zip(self._names("adj"), adj), *zip(self._names("d"), stride)]
            text = "output padding must be smaller than either stride or dilation, but got "
            raise checks.argument(15, text + " ".join(f"{n}: {v}" for n, v in listed))
        checks.dimension(input, (spatial + 1, spatial + 2), self._wanted)
        parameters = zip(input._size[-spatial:], kernel, stride, self._each("pad", 0), adj)
        axes = [transposed_axis(*p) for p in parameters]
        planes, outputs = self.weight._size[:2]
        out = [axis.size for axis in axes]
        if min(out) < 1:
            raise checks.too_small((planes, *[a.out for a in axes]), (outputs, *out), self._separator)
        ndim = len(input._size)
        checks.need("input", input, ndim, ndim - spatial - 1, planes)
        if gradOutput is not None:
            checks.need_sizes("gradOutput", gradOutput, (*input._size[: -spatial - 1], outputs, *out))
        return tuple(axes)

    def updateOutput(self, input: Any) -> Any:
        tensor, adj = self._open(input)
        checks.same_type(self, tensor)
        for name in ("finput", "fgradInput"):
            if getattr(self, name) is None:
                setattr(self, name, type(tensor)())
        axes = self._axes(tensor, adj)
        spatial = len(axes)
        shape = (*tensor._size[: -spatial - 1], self.weight._size[1], *[axis.size for axis in axes])
        out = batched(self.output.resize_array(shape), spatial)
        bias = None if self.bias is None else self.bias.array
        convolve.by_input(batched(tensor.array, spatial), self._matrix("weight"), out, axes, bias)
        return self.output

    def _matrix(self, name: str) -> Any:
        array = getattr(self, name).array
        return array.reshape(len(array), -1)

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.gradInput is None:
            return None
        tensor, adj = self._open(input)
        checks.same_type(self, tensor, gradOutput)
        axes = self._axes(tensor, adj, gradOutput)
        into = self.gradInput
        if isinstance(into, Table):
            into = type(tensor)() if into.get(1) is None else into[1]
        out = batched(into.resize_array(tensor._size), len(axes))
        convolve.forward(batched(gradOutput.array, len(axes)), self._matrix("weight"), None, out, axes)
        self.gradInput = Table([into, self._no_gradient(input[2])]) if isinstance(input, Table) else into
        return self.gradInput

    def _no_gradient(self, target: Any) -> Any:
        """Zeros like the target, without memory of their own."""
        if self.zeroScalar is None:
            self.zeroScalar = type(target)(1).zero()
        ndim = len(target._size)
        self.ones.resize_array((ndim,))[...] = 1
        return type(target).make(self.zeroScalar._storage, self.zeroScalar._offset, target._size, (0,) * ndim)

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        scale = 1 if scale is None else scale
        tensor, adj = self._open(input)
        checks.same_type(self, tensor, gradOutput)
        axes = self._axes(tensor, adj, gradOutput)
        if not self.gradWeight.is_contiguous():
            raise checks.argument(4, "gradWeight needs to be contiguous")
        gradient = batched(gradOutput.array, len(axes))
        x = batched(tensor.array, len(axes))
        convolve.by_weight(gradient, x, self._matrix("gradWeight"), axes, scale)
        if self.gradBias is not None:
            convolve.by_bias(gradient, self.gradBias.array, scale)

    def _full_text(self, bias: bool) -> str:
        head = f"{self._typename}({int(self.nInputPlane)} -> {int(self.nOutputPlane)}, {self._window_text()}"
        adj = ", " + self._numbers("adj") if self._differs("adj", 0) else ""
        return self._text(head) + adj + (")" if self.bias is not None or not bias else ") without bias")

    def _upgrade(self, version: int, typename: str) -> None:
        self.backCompatibility()
        if getattr(self, "ones", None) is None:
            self.ones = type(self.weight)()

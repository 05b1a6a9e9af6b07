"""What the dense convolutions share: weights over all planes, in two or three dimensions."""

from __future__ import annotations

import math
from typing import Any

from ...errors import TorchError, sizes
from .geometry import remembered
from .kernels import checks, convolve
from .kernels.axes import Axis, convolution_axis
from .weighted import Weighted
from .windowed import batched


class PlaneConvolution(Weighted):
    """Base of SpatialConvolution, VolumetricConvolution and their kin.

    A subclass makes the fields; `weight` is (nOutputPlane, nInputPlane[ / groups], *kernel) or the
    same as a matrix. `groups` is cudnn's: so many independent convolutions side by side.
    """

    padding: Any = None
    groups: Any = None
    _separator = "x"

    def noBias(self) -> Any:
        """Drops the bias; returns self."""
        self.bias = self.gradBias = None
        return self

    def _fan_in(self) -> float:
        return math.prod(self._each("k")) * self.nInputPlane

    def reset(self, stdv: float | None = None) -> Any:
        """Draws the parameters uniformly from +-stdv * sqrt(3), by default +-1 / sqrt(fan in)."""
        self._draw(stdv, self._fan_in())

    def _prepare(self, input: Any) -> None:
        """Fields that files of older versions lack or name otherwise."""
        if self.finput is None:
            self.finput = type(input)()
        if self.fgradInput is None:
            self.fgradInput = type(input)()
        _rename_padding(self)

    def _axes(self, input: Any, gradOutput: Any = None) -> tuple[Axis, ...]:
        """Checks sizes as THNN does; gives the axes of the convolution."""
        sizes = input._size, self.weight._size, self.groups, None if gradOutput is None else gradOutput._size
        return remembered(self, sizes, lambda: self._checked_axes(input, gradOutput))

    def _checked_axes(self, input: Any, gradOutput: Any) -> tuple[Axis, ...]:
        kernel, stride, dilation = self._each("k"), self._each("d"), self._each("dilation", 1)
        checks.positive("kernel size", self._names("k"), kernel, 9)
        checks.positive("stride", self._names("d"), stride, 11)
        checks.positive("dilation", self._names("dilation"), dilation, 15)
        spatial = len(kernel)
        checks.dimension(input, (spatial + 1, spatial + 2), self._wanted)
        parameters = zip(input._size[-spatial:], kernel, stride, self._each("pad", 0), dilation)
        axes = [convolution_axis(*p) for p in parameters]
        planes, outputs = self._planes(), self.weight._size[0]
        out = [axis.out for axis in axes]
        if min(out) < 1:
            raise checks.too_small((planes, *[a.size for a in axes]), (outputs, *out), self._separator)
        ndim = len(input._size)
        checks.need("input", input, ndim, ndim - spatial - 1, planes)
        if gradOutput is not None:
            checks.need_sizes("gradOutput", gradOutput, (*input._size[: -spatial - 1], outputs, *out))
        return tuple(axes)

    _wanted = "3D or 4D input tensor expected but got:"

    def _planes(self) -> int:
        size = self.weight._size
        return (size[1] // math.prod(self._each("k")) if len(size) == 2 else size[1]) * self._group_count()

    def _group_count(self) -> int:
        return int(self.groups or 1)

    def updateOutput(self, input: Any) -> Any:
        checks.same_type(self, input)
        self._prepare(input)
        axes = self._axes(input)
        spatial = len(axes)
        x, weight = batched(input.array, spatial), _matrix(self.weight.array)
        shape = (self.weight._size[0], *[axis.out for axis in axes])
        out = batched(self.output.resize_array((*input._size[: -spatial - 1], *shape)), spatial)
        bias = None if self.bias is None else self.bias.array
        convolve.forward(x, weight, bias, out, axes, self._group_count())
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.gradInput is None:
            return None
        checks.same_type(self, input, gradOutput)
        self._prepare(input)
        axes = self._axes(input, gradOutput)
        gradient = batched(gradOutput.array, len(axes))
        into = batched(self.gradInput.resize_array(input._size), len(axes))
        weight = _matrix(self.weight.array)
        convolve.by_input(gradient, weight, into, axes, groups=self._group_count())
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        checks.same_type(self, input, gradOutput)
        scale = 1 if scale is None else scale
        self._prepare(input)
        axes = self._axes(input, gradOutput)
        if not self.gradWeight.is_contiguous():
            raise checks.argument(4, "gradWeight needs to be contiguous")
        x, gradient = batched(input.array, len(axes)), batched(gradOutput.array, len(axes))
        into = _matrix(self.gradWeight.array)
        gradBias = None if self.gradBias is None else self.gradBias.array
        convolve.by_weight(x, gradient, into, axes, scale, gradBias, self._group_count())

    def _convolution_text(self, more: str = "", bias: bool = True) -> str:
        head = f"{self._typename}({int(self.nInputPlane)} -> {int(self.nOutputPlane)}, {self._window_text()}"
        return self._text(head) + more + (")" if self.bias is not None or not bias else ") without bias")

    def _upgrade(self, version: int, typename: str) -> None:
        _rename_padding(self)
        for name in self._names("pad"):
            if getattr(self, name, None) is None:
                setattr(self, name, 0)


def _rename_padding(module: Any) -> None:
    """Old files have one padding for all sides."""
    if module.padding is not None:
        for name in module._names("pad"):
            setattr(module, name, module.padding)
        del module.padding


def _matrix(weight: Any) -> Any:
    return weight.reshape(len(weight), -1)


def unflatten(module: Any, name: str, size: tuple[int, ...]) -> None:
    """Replaces a weight that an old file holds as a matrix by a view with all its dimensions."""
    tensor = getattr(module, name)
    if tensor is not None and len(tensor._size) == 2:
        try:
            setattr(module, name, tensor.view(*size))
        except RuntimeError as error:
            text = f"{module._typename}: {name} of size {sizes(tensor._size)} does not fit {sizes(size)}"
            raise TorchError(text) from error

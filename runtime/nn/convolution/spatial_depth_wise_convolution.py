"""2-D convolution of each plane by itself (nn.SpatialDepthWiseConvolution)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...backend import get_array_module
from ...errors import TorchError
from ...kernels import parallel
from ...kernels.onednn import convolution as onednn
from ...registry import register
from .kernels import checks
from .kernels.axes import Axis, convolution_axis
from .kernels.blocks import columns_of, cut, flops, limit
from .kernels.unfold import fold, unfold
from .weighted import Weighted
from .windowed import batched


@register("nn.SpatialDepthWiseConvolution")
class SpatialDepthWiseConvolution(Weighted):
    """Gives nOutputPlane images for each input plane: plane (i - 1) * nOutputPlane + o is of input i.

    `weight` is nOutputPlane x nInputPlane x kH x kW (a matrix until the first forward), `bias`
    nOutputPlane x nInputPlane.
    """

    padding: Any = None

    def __init__(
        self,
        nInputPlane: int,
        nOutputPlane: int,
        kW: int,
        kH: int,
        dW: int | None = None,
        dH: int | None = None,
        padW: int | None = None,
        padH: int | None = None,
    ) -> None:
        super().__init__()
        self._set_planes(nInputPlane, nOutputPlane)
        self._set("k", (kW, kH))
        self._set("d", (dW, dH), 1)
        self._set("pad", (padW, padH), 0, follow=True)
        self._allocate((nOutputPlane, nInputPlane * kH * kW), (nOutputPlane, nInputPlane))
        self.reset()

    def noBias(self) -> Any:
        """Drops the bias; returns self."""
        self.bias = self.gradBias = None
        return self

    def reset(self, stdv: float | None = None) -> Any:
        """Draws the parameters uniformly; as in Torch a module without bias refuses."""
        self._draw(stdv, self.kW * self.kH * self.nInputPlane, bias_needed=True)

    def _by_plane(self, tensor: Any) -> Any:
        """A weight as (nInputPlane, nOutputPlane, kH * kW); like Torch gives the tensor four dimensions."""
        outputs = tensor._size[0]
        kernel = self._each("k")
        if len(tensor._size) == 2:
            planes = tensor._size[1] // math.prod(kernel)
            tensor._resize((outputs, planes, *kernel))
        return tensor.array.reshape(outputs, tensor._size[1], -1).swapaxes(0, 1)

    def _axes(self, input: Any, weight: Any, gradOutput: Any = None) -> list[Axis]:
        kernel, stride, pad = self._each("k"), self._each("d"), self._each("pad", 0)
        checks.positive("kernel size", self._names("k"), kernel, 9)
        checks.positive("stride", self._names("d"), stride, 11)
        checks.dimension(input, (3, 4), "3D or 4D input tensor expected but got:")
        axes = [convolution_axis(*p) for p in zip(input._size[-2:], kernel, stride, pad)]
        out, (planes, outputs) = [axis.out for axis in axes], weight.shape[:2]
        if min(out) < 1:
            raise checks.too_small((planes, *[a.size for a in axes]), (outputs * planes, *out), " x ")
        ndim = len(input._size)
        checks.need("input", input, ndim, ndim - 3, planes)
        if gradOutput is not None:
            checks.need_sizes("gradOutput", gradOutput, (*input._size[:-3], planes * outputs, *out))
        return axes

    def updateOutput(self, input: Any) -> Any:
        checks.same_type(self, input)
        if self.finput is None:
            self.finput = type(input)()
        if self.fgradInput is None:
            self.fgradInput = type(input)()
        if self.padding is not None:
            self.padW = self.padH = self.padding
            del self.padding
        weight = self._by_plane(self.weight)
        self._axes(input, weight)
        # Torch's forward takes the width for the height: it reads the planes of an image that is not square as W x H
        planes, outputs = weight.shape[:2]
        x = batched(input.array, 2)
        x = x.reshape(*x.shape[:2], x.shape[3], x.shape[2])
        axes = [convolution_axis(*p) for p in zip(x.shape[2:], self._each("k"), self._each("d"), self._each("pad", 0))]
        shape = [axis.out for axis in axes]
        out = batched(self.output.resize_array((*input._size[:-3], planes * outputs, *shape)), 2)
        biases = None if self.bias is None else self.bias.array.T.reshape(-1)
        if onednn.forward(x, _groups(weight, axes), biases, out, axes):
            return self.output
        out = out.reshape(len(x), planes, outputs, -1)
        bias = None if self.bias is None else self.bias.array.T[..., None]
        xp = get_array_module(x)

        def block(first: int, last: int, plane: int, end: int) -> None:
            matrix, columns = columns_of(last - first, end - plane, axes, tuple(shape), False, x.dtype, xp)
            unfold(x[first:last, plane:end], columns, axes)
            part = out[first:last, plane:end]
            np.matmul(weight[plane:end], matrix.reshape(last - first, end - plane, -1, math.prod(shape)), out=part)
            if bias is not None:
                part += bias[plane:end]

        work = flops(x, weight, axes)
        parallel.run(block, self._blocks(x, axes, xp, work), work)
        return self.output

    def _blocks(self, x: Any, axes: list[Axis], xp: Any, work: float) -> list:
        plane_bytes = math.prod([axis.kernel * axis.out for axis in axes]) * x.itemsize
        return cut(len(x), x.shape[1], plane_bytes, limit(xp), work)

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.gradInput is None:
            return None
        checks.same_type(self, input, gradOutput)
        weight = self._by_plane(self.weight)
        axes = self._axes(input, weight, gradOutput)
        planes, outputs = weight.shape[:2]
        into = batched(self.gradInput.resize_array(input._size), 2)
        if onednn.by_input(batched(gradOutput.array, 2), _groups(weight, axes), into, axes):
            return self.gradInput
        gradient = batched(gradOutput.array, 2).reshape(len(into), planes, outputs, -1)
        transposed, xp, shape = weight.swapaxes(1, 2), get_array_module(into), tuple([axis.out for axis in axes])

        def block(first: int, last: int, plane: int, end: int) -> None:
            matrix, columns = columns_of(last - first, end - plane, axes, shape, False, into.dtype, xp)
            by_plane = matrix.reshape(last - first, end - plane, -1, math.prod(shape))
            np.matmul(transposed[plane:end], gradient[first:last, plane:end], out=by_plane)
            part = into[first:last, plane:end]
            part[...] = 0
            fold(columns, part, axes)

        work = flops(into, weight, axes)
        parallel.run(block, self._blocks(into, axes, xp, work), work)
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        if (self.bias is None) != (self.gradBias is None):
            raise TorchError("assertion failed!")
        checks.same_type(self, input, gradOutput)
        scale = 1 if scale is None else scale
        into = self._by_plane(self.gradWeight)
        axes = self._axes(input, into, gradOutput)
        planes, outputs = into.shape[:2]
        x = batched(input.array, 2)
        if self._accumulate(x, batched(gradOutput.array, 2), into, axes, scale):
            return
        gradient = batched(gradOutput.array, 2).reshape(len(x), planes, outputs, -1)
        xp, shape = get_array_module(x), tuple([axis.out for axis in axes])
        for sample in range(len(x)):
            matrix, columns = columns_of(1, planes, axes, shape, False, x.dtype, xp)
            unfold(x[sample : sample + 1], columns, axes)
            by_plane = matrix.reshape(planes, -1, math.prod(shape))
            into += np.matmul(gradient[sample], by_plane.swapaxes(1, 2)) * x.dtype.type(scale)
        if self.gradBias is not None:
            self.gradBias.array[...] += gradient.sum(axis=(0, 3)).T * x.dtype.type(scale)

    def _accumulate(self, x: Any, gradient: Any, into: Any, axes: list[Axis], scale: float) -> bool:
        """The gradients of the parameters by oneDNN. Returns whether it did it."""
        if not isinstance(into, np.ndarray):
            return False
        sums = np.empty(into.shape, into.dtype)
        biases = None if self.gradBias is None else np.empty(gradient.shape[1], into.dtype)
        if not onednn.by_weight(x, gradient, _groups(sums, axes), biases, axes):
            return False
        into += sums * into.dtype.type(scale)
        if biases is not None:
            self.gradBias.array[...] += biases.reshape(into.shape[:2]).T * into.dtype.type(scale)
        return True

    def __tostring__(self) -> str:
        head = f"{self._typename}({int(self.nInputPlane)} -> {int(self.nOutputPlane)}, {self._window_text()}"
        return self._text(head) + (")" if self.bias is not None else ") without bias")


def _groups(weight: Any, axes: list[Axis]) -> Any:
    """A weight by plane as oneDNN wants it: (planes, outputs, 1, kH, kW)."""
    return weight.reshape(*weight.shape[:2], 1, *[axis.kernel for axis in axes])

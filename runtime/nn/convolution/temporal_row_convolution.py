"""1-D convolution of each feature by itself (nn.TemporalRowConvolution)."""

from __future__ import annotations

import math
from typing import Any

from ...errors import TorchError
from ...printing.number import lua_tostring
from ...registry import register
from ...tensor import Tensor
from ...tensor.core import contiguous_strides
from .. import utils
from ..module import Module
from .kernels import checks
from .kernels.axes import Axis, convolution_axis
from .windowed import drop


@register("nn.TemporalRowConvolution")
class TemporalRowConvolution(Module):
    """Convolves every feature over time with its own kernel of kW frames.

    Input (nFrame x inputFrameSize) or (batch x nFrame x inputFrameSize); with `featFirst` features come
    before frames. `weight` is inputFrameSize x 1 x kW. Without featFirst the output is a transposed tensor.
    """

    finput: Any = None
    fgradInput: Any = None

    def __init__(self, inputFrameSize: int, kW: int, dW: int | None = None, featFirst: Any = None) -> None:
        super().__init__()
        self.inputFrameSize = inputFrameSize
        self.kW = kW
        self.dW = 1 if dW is None else dW
        self.weight = Tensor(inputFrameSize, 1, kW)
        self.bias = Tensor(inputFrameSize)
        self.gradWeight = Tensor(inputFrameSize, 1, kW)
        self.gradBias = Tensor(inputFrameSize)
        self.featFirst = featFirst is not None and featFirst is not False
        self.reset()

    def noBias(self) -> Any:
        """Drops the bias; returns self."""
        self.bias = self.gradBias = None
        return self

    def reset(self, stdv: float | None = None) -> Any:
        """Draws the parameters uniformly; as in Torch a module without bias refuses."""
        stdv = stdv * math.sqrt(3) if stdv else 1 / math.sqrt(self.kW * self.inputFrameSize)
        self.weight.uniform(-stdv, stdv)
        if self.bias is None:
            raise TorchError("attempt to index field 'bias' (a nil value)")
        self.bias.uniform(-stdv, stdv)

    def _rows(self, tensor: Any) -> Any:
        """The array with features before frames."""
        return tensor.array if self.featFirst else tensor.array.swapaxes(-1, -2)

    def _axis(self, input: Any, gradOutput: Any = None) -> Axis:
        kernel, stride = int(self.kW), int(self.dW)
        if kernel <= 0:
            raise checks.argument(5, f"kernel size should be greater than zero, but got kW: {kernel}")
        if stride <= 0:
            raise checks.argument(6, f"stride should be greater than zero, but got dW: {stride}")
        checks.dimension(input, (2, 3), "2D or 3D (batch mode) input tensor expected, but got :", 1)
        features, ndim = self.weight._size[0], len(input._size)
        feature_dim, frame_dim = (ndim - 2, ndim - 1) if self.featFirst else (ndim - 1, ndim - 2)
        axis = convolution_axis(input._size[frame_dim], kernel, stride, 0)
        if axis.out < 1:
            raise checks.too_small((features, axis.size), (features, axis.out), " x ")
        checks.need("input", input, ndim, feature_dim, features)
        if gradOutput is not None:
            checks.need("gradOutput", gradOutput, ndim, feature_dim, features)
            checks.need("gradOutput", gradOutput, ndim, frame_dim, axis.out)
        return axis

    def _result(self, tensor: Any, shape: tuple[int, ...]) -> tuple[Any, bool]:
        """The memory of `tensor`, resized, as (..., features, frames); whether it was a transposed view.

        Without featFirst the tensor ends as the transpose of what it was. As in Torch, a tensor that
        has the size already is not made contiguous before: with as many frames as features every
        second call transposes back.
        """
        if tensor._size != shape:
            tensor.resize_array(shape)
        turned = not tensor.is_contiguous()
        memory = type(tensor).make(tensor._storage, tensor._offset, shape, contiguous_strides(shape))
        if not self.featFirst:
            order = (*range(len(shape) - 2), len(shape) - 1, len(shape) - 2)
            size, stride = (tuple([t[d] for d in order]) for t in (tensor._size, tensor._stride))
            tensor._reshape(tensor._storage, tensor._offset, size, stride)
        return memory.array, turned

    def updateOutput(self, input: Any) -> Any:
        checks.same_type(self, input)
        if self.finput is None:
            self.finput = type(input)()
        if self.fgradInput is None:
            self.fgradInput = type(input)()
        axis = self._axis(input)
        x, weight = self._rows(input), self.weight.array
        out, turned = self._result(self.output, (*x.shape[:-1], axis.out))
        out[...] = 0
        if self.bias is not None:
            bias = self.bias.array
            if turned:  # Torch steps by the stride of the view: the fills overlap
                flat = out.reshape(*out.shape[:-2], -1)
                for i in range(len(bias)):
                    flat[..., i : i + axis.out] = bias[i]
            else:
                out += bias[:, None]
        for k in range(axis.kernel):
            out += x[..., axis.span(k)[2]] * weight[:, :, k]
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.gradInput is None:
            return None
        checks.same_type(self, input, gradOutput)
        axis = self._axis(input, gradOutput)
        gradient, weight = self._rows(gradOutput), self.weight.array
        out, _ = self._result(self.gradInput, self._rows(input).shape)
        out[...] = 0
        for k in range(axis.kernel):
            out[..., axis.span(k)[2]] += gradient * weight[:, :, k]
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        checks.same_type(self, input, gradOutput)
        axis = self._axis(input, gradOutput)
        x, gradient, into = self._rows(input), self._rows(gradOutput), self.gradWeight.array
        scale = into.dtype.type(1 if scale is None else scale)
        others = tuple([d for d in range(x.ndim) if d != x.ndim - 2])
        for k in range(axis.kernel):
            into[:, 0, k] += (gradient * x[..., axis.span(k)[2]]).sum(axis=others) * scale
        if self.gradBias is not None:
            self.gradBias.array[...] += gradient.sum(axis=others) * scale

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        drop(self.finput)
        drop(self.fgradInput)
        return super().type(type, tensorCache)

    def clearState(self) -> Any:
        utils.clear(self, "finput", "fgradInput", "_input", "_gradOutput")
        return super().clearState()

    def __tostring__(self) -> str:
        text = f"{self._typename}({int(self.inputFrameSize)}, {int(self.kW)}"
        if self.dW != 1:
            text += f", {int(self.dW)}"
        pad = getattr(self, "padW", None)
        if pad:
            text += ", " + lua_tostring(pad)
        return text + (")" if self.bias is not None else ") without bias")

"""2-D convolution whose kernels differ from place to place (nn.SpatialConvolutionLocal)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...backend import get_array_module
from ...errors import TorchError
from ...registry import register
from ...tensor import Tensor
from .kernels import checks
from .kernels.axes import Axis, convolution_axis
from .kernels.unfold import fold, unfold
from .weighted import Weighted
from .windowed import batched


@register("nn.SpatialConvolutionLocal")
class SpatialConvolutionLocal(Weighted):
    """A locally connected layer for images of exactly iW x iH.

    `weight` is oH x oW x nOutputPlane x nInputPlane x kH x kW, `bias` nOutputPlane x oH x oW.
    """

    def __init__(
        self,
        nInputPlane: int,
        nOutputPlane: int,
        iW: int,
        iH: int,
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
        self._set("i", (iW, iH))
        self._set("d", (dW, dH), 1)
        self._set("pad", (padW, padH), 0, follow=True)
        self.oW = (self.padW * 2 + iW - kW) // self.dW + 1
        self.oH = (self.padH * 2 + iH - kH) // self.dH + 1
        if self.oW < 1 or self.oH < 1:
            raise TorchError("illegal configuration: output width or height less than 1")
        size = self.oH, self.oW, nOutputPlane, nInputPlane, kH, kW
        self.weight = Tensor(*size)
        self.bias = Tensor(nOutputPlane, self.oH, self.oW)
        self.gradWeight = Tensor(*size)
        self.gradBias = Tensor(nOutputPlane, self.oH, self.oW)
        self.reset()

    def reset(self, stdv: float | None = None) -> Any:
        """Draws the parameters uniformly from +-stdv * sqrt(3), by default +-1 / sqrt(kW * kH * nInputPlane)."""
        stdv = stdv * math.sqrt(3) if stdv else 1 / math.sqrt(self.kW * self.kH * self.nInputPlane)
        self.weight.uniform(-stdv, stdv)
        self.bias.uniform(-stdv, stdv)

    def _axes(self) -> list[Axis]:
        fields = zip((self.iH, self.iW), self._each("k"), self._each("d"), self._each("pad"))
        return [convolution_axis(int(s), k, d, p) for s, k, d, p in fields]

    def _check(self, tensor: Any, what: str, wanted: tuple) -> None:
        if len(tensor._size) not in (3, 4):
            raise TorchError("3D or 4D(batch mode) tensor expected")
        if tensor._size[-3:] != wanted:
            given = "x".join(map(str, tensor._size))
            batch = "batchsize x" if len(tensor._size) == 4 else ""
            expected = batch + "x".join(map(str, wanted))
            raise TorchError(f"Given {what} size: ({given}) inconsistent with expected {what} size: ({expected}).")

    def _check_input(self, input: Any) -> None:
        checks.same_type(self, input)
        self._check(input, "input", (self.nInputPlane, self.iH, self.iW))

    def _check_output(self, input: Any, output: Any) -> None:
        checks.same_type(self, output)
        if len(output._size) != len(input._size):
            raise TorchError("inconsistent dimension between output and input.")
        self._check(output, "output", (self.nOutputPlane, self.oH, self.oW))

    def _by_place(self, tensor: Any) -> Any:
        """Weights as (places, nOutputPlane, planes * kernel)."""
        return tensor.array.reshape(self.oH * self.oW, self.nOutputPlane, -1)

    def _columns(self, count: int, xp: Any, dtype: Any, zero: bool = False) -> tuple[Any, Any]:
        """Memory for unfolded images: as (places, planes * kernel, samples), and as unfold sees it."""
        shape = self.oH, self.oW, self.nInputPlane, self.kH, self.kW, count
        columns = xp.empty(shape, dtype)
        return columns.reshape(self.oH * self.oW, -1, count), columns.transpose(5, 2, 3, 4, 0, 1)

    def updateOutput(self, input: Any) -> Any:
        if self.finput is None:
            self.finput = type(input)()
        if self.fgradInput is None:
            self.fgradInput = type(input)()
        self._check_input(input)
        x = batched(input.array, 2)
        out = batched(self.output.resize_array((*input._size[:-3], self.nOutputPlane, self.oH, self.oW)), 2)
        matrices, columns = self._columns(len(x), get_array_module(x), x.dtype)
        unfold(x, columns, self._axes())
        product = np.matmul(self._by_place(self.weight), matrices)
        np.add(product.transpose(2, 1, 0).reshape(out.shape), self.bias.array, out=out)
        return self.output

    def _gradient(self, gradOutput: Any) -> Any:
        """gradOutput as (places, nOutputPlane, samples)."""
        gradient = batched(gradOutput.array, 2)
        return gradient.reshape(len(gradient), self.nOutputPlane, -1).transpose(2, 1, 0)

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self._check_input(input)
        self._check_output(input, gradOutput)
        if self.gradInput is None:
            return None
        out = batched(self.gradInput.resize_array(input._size), 2)
        matrices, columns = self._columns(len(out), get_array_module(out), out.dtype)
        np.matmul(self._by_place(self.weight).swapaxes(1, 2), self._gradient(gradOutput), out=matrices)
        out.fill(0)
        fold(columns, out, self._axes())
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        self._check_input(input)
        self._check_output(input, gradOutput)
        if not self.gradWeight.is_contiguous():
            raise checks.argument(4, "gradWeight needs to be contiguous")
        scale = 1 if scale is None else scale
        x = batched(input.array, 2)
        matrices, columns = self._columns(len(x), get_array_module(x), x.dtype)
        unfold(x, columns, self._axes())
        into = self._by_place(self.gradWeight)
        into += np.matmul(self._gradient(gradOutput), matrices.swapaxes(1, 2)) * into.dtype.type(scale)
        self.gradBias.array[...] += batched(gradOutput.array, 2).sum(axis=0) * into.dtype.type(scale)

    def __tostring__(self) -> str:
        planes = f"({int(self.nInputPlane)} -> {int(self.nOutputPlane)}, "
        head = f"{self._typename}{planes}{int(self.iW)}x{int(self.iH)}, {self._window_text()}"
        return self._text(head) + ")"

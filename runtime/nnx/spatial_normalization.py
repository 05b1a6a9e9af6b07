"""Local contrast normalisation with an adaptive threshold (nnx's nn.SpatialNormalization)."""

from __future__ import annotations

from typing import Any

from ..console import lua_print
from ..errors import TorchError
from ..nn.container.sequential import Sequential
from ..nn.convolution import tables
from ..nn.convolution.spatial_convolution_map import SpatialConvolutionMap
from ..nn.module import Module
from ..nn.simple.replicate import Replicate
from ..nn.simple.sum import Sum
from ..nn.table.c_div_table import CDivTable
from ..nn.table.c_sub_table import CSubTable
from ..nn.transfer.sqrt import Sqrt
from ..nn.transfer.square import Square
from ..nn.transfer.threshold import Threshold
from ..registry import register
from ..table import Table
from ..tensor import Tensor
from .spatial_padding import SpatialPadding

_WARNINGS = (
    "<SpatialNormalization> WARNING: this module has been deprecated,",
    " please use SpatialContrastiveNormalization instead",
)


@register("nn.SpatialNormalization")
class SpatialNormalization(Module):
    """Subtracts the local mean and divides by the local deviation, over all planes of an image (planes x H x W).

    `kernel` is a 2-D tensor or a table of two, applied one after the other. Deviations below `threshold`, or
    without one below their mean over the image (at least 0.001), count as that.
    """

    fixedThres: Any = None

    def __init__(self, nInputPlane: Any, kernel: Any = None, threshold: float | None = None) -> None:
        super().__init__()
        for line in _WARNINGS:
            lua_print(line)
        if isinstance(nInputPlane, Table):
            named = nInputPlane
            nInputPlane, kernel, threshold = (named.get(n) for n in ("nInputPlane", "kernel", "threshold"))
        if kernel is None:
            raise TorchError("nn.SpatialNormalization: please provide kernel(s)")
        self.kernel = kernel
        first, second = (kernel[1], kernel.get(2)) if isinstance(kernel, Table) else (kernel, None)
        self.nfeatures = nInputPlane
        self.fixedThres = threshold
        self._measure(first, "pad", "ker")
        self._measure(second, "pad2", "ker2")
        self.convo = self._convolutions(first, second)
        self.convostd = self._convolutions(first, second)
        self.squareMod = Square()
        self.sqrtMod = Sqrt()
        self.subtractMod = CSubTable()
        self.meanDiviseMod = CDivTable()
        self.stdDiviseMod = CDivTable()
        self.diviseMod = CDivTable()
        self.thresMod = Threshold()
        self.coef = Tensor(1, 1)

    def _measure(self, kernel: Any, pad: str, name: str) -> None:
        """Notes padding and evenness of a kernel, and divides it by its sum."""
        for dim, letter, word in ((1, "W", "width"), (0, "H", "height")):
            size = 0 if kernel is None else kernel._size[dim]
            even = kernel is not None and size % 2 == 0
            if even:
                lua_print(f"Warning, kernel {word} is even -> not symetric padding")
            setattr(self, pad + letter, size // 2)
            setattr(self, f"{name}{letter}isPair", int(even))
        if kernel is not None:
            kernel.array[...] /= kernel.array.sum()

    def _convolutions(self, first: Any, second: Any) -> Any:
        """A net for the sum over all planes weighted by one kernel, or by two after each other."""
        net = self._convolution(first, "pad", "ker")
        if second is None:
            return net
        return Sequential().add(net).add(self._convolution(second, "pad2", "ker2"))

    def _convolution(self, kernel: Any, pad: str, name: str) -> Any:
        width, height = getattr(self, pad + "W"), getattr(self, pad + "H")
        right, bottom = width - getattr(self, name + "WisPair"), height - getattr(self, name + "HisPair")
        convolution = SpatialConvolutionMap(tables.oneToOne(self.nfeatures), kernel._size[1], kernel._size[0])
        convolution.weight.array[...] = kernel.array
        convolution.bias.zero()
        net = Sequential().add(SpatialPadding(width, right, height, bottom)).add(convolution)
        return net.add(Sum(1)).add(Replicate(self.nfeatures))

    def _image(self, input: Any) -> Any:
        """A single plane without a dimension for planes gets one."""
        if len(input._size) != 2:
            return input
        image = type(input)()
        image.resize_array((1, *input._size))[0] = input.array
        return image

    def updateOutput(self, input: Any) -> Any:
        self.input = self._image(input)
        if self.coef._size[-2:] != self.input._size[-2:] or len(self.coef._size) != 3:
            ones = type(input)(int(self.nfeatures), *self.input._size[-2:]).fill(1)
            self.coef = self.convo.updateOutput(ones).clone()
        self.inConvo = self.convo.updateOutput(self.input)
        self.inMean = self.meanDiviseMod.updateOutput(Table([self.inConvo, self.coef]))
        self.inputZeroMean = self.subtractMod.updateOutput(Table([self.input, self.inMean]))
        self.inputZeroMeanSq = self.squareMod.updateOutput(self.inputZeroMean)
        self.inConvoVar = self.convostd.updateOutput(self.inputZeroMeanSq)
        self.inStdDevNotUnit = self.sqrtMod.updateOutput(self.inConvoVar)
        self.inStdDev = self.stdDiviseMod.updateOutput(Table([self.inStdDevNotUnit, self.coef]))
        threshold = self.fixedThres
        if threshold is None:
            threshold = max(float(self.inStdDev.array.mean(dtype=float)), 1e-3)
        self.thresMod.threshold = self.thresMod.val = threshold
        self.stdDev = self.thresMod.updateOutput(self.inStdDev)
        self.output = self.diviseMod.updateOutput(Table([self.inputZeroMean, self.stdDev]))
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.input = self._image(input)
        into = self.gradInput.resize_array(self.input._size)
        by_quotient = self.diviseMod.updateGradInput(Table([self.inputZeroMean, self.stdDev]), gradOutput)
        by_threshold = self.thresMod.updateGradInput(self.inStdDev, by_quotient[2])
        by_deviation = self.stdDiviseMod.updateGradInput(Table([self.inStdDevNotUnit, self.coef]), by_threshold)
        by_root = self.sqrtMod.updateGradInput(self.inConvoVar, by_deviation[1])
        by_square = self.convostd.updateGradInput(self.inputZeroMeanSq, by_root)
        by_centred = by_quotient[1]
        by_centred.array[...] += self.squareMod.updateGradInput(self.inputZeroMean, by_square).array
        by_difference = self.subtractMod.updateGradInput(Table([self.input, self.inMean]), by_centred)
        into[...] = by_difference[1].array
        by_mean = self.meanDiviseMod.updateGradInput(Table([self.inConvo, self.coef]), by_difference[2])
        into += self.convo.updateGradInput(self.input, by_mean[1]).array
        return self.gradInput

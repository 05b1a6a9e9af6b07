"""Vectors looked up by number: word embeddings (nn.LookupTable)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import backend
from ...errors import TorchError
from ...kernels.native.rows import gather
from ...registry import register
from ...tensor import TENSORS, Tensor
from .. import utils
from ..module import Module
from .common import copied
from .rows import add_rows, checked_rows


@register("nn.LookupTable")
class LookupTable(Module):
    """output[i] = weight[input[i]]; input holds numbers from 1, a vector or a matrix of them.

    `weight` is nIndex x nOutput. Rows numbered `paddingValue` are not learnt. With `maxNorm` the rows
    that the input names are first cut down to that norm (of type `normType`, 2). gradInput is 0.
    """

    _version = 4

    paddingValue: Any = None
    maxNorm: Any = None
    normType: Any = None
    shouldScaleGradByFreq: bool = False
    copiedInput: Any = None
    _count: Any = None
    _input: Any = None
    _sorted: Any = None
    _indices: Any = None

    def __init__(
        self,
        nIndex: int,
        nOutput: int,
        paddingValue: int | None = None,
        maxNorm: float | None = None,
        normType: float | None = None,
    ) -> None:
        super().__init__()
        self.weight = Tensor(nIndex, nOutput)
        self.gradWeight = Tensor(nIndex, nOutput).zero()
        self.paddingValue = 0 if paddingValue is None else paddingValue
        self.maxNorm = maxNorm or None
        self.normType = normType or None
        self.reset()

    def backCompatibility(self) -> None:
        """Makes the fields that objects of old files lack."""
        self._count = TENSORS["Int"]() if self._count is None else self._count
        self._input = TENSORS["Long"]() if self._input is None else self._input
        self.shouldScaleGradByFreq = self.shouldScaleGradByFreq or False

    def accUpdateOnly(self) -> Any:
        """Drops gradWeight, for nets that are trained by accUpdateGradParameters only; returns self."""
        self.gradWeight = None
        return self

    def setPadding(self, paddingValue: int) -> Any:
        self.paddingValue = paddingValue
        return self

    def setMaxNorm(self, maxNorm: float | None) -> Any:
        self.maxNorm = maxNorm
        return self

    def setNormType(self, normType: float | None) -> Any:
        self.normType = normType
        return self

    def scaleGradByFreq(self) -> Any:
        """Divides the gradient of each row by how often the input names it; returns self."""
        self.shouldScaleGradByFreq = True
        return self

    def reset(self, stdv: float | None = None) -> None:
        """Draws the weight from a normal distribution of deviation stdv (1)."""
        self.weight.normal(0, 1 if stdv is None else stdv)

    def makeInputContiguous(self, input: Any) -> Any:
        """The input as a contiguous LongTensor."""
        self.copiedInput = type(input) is not type(self._input) or not input.array.flags.c_contiguous
        if not self.copiedInput:
            return input
        copied(self._input, input)
        return self._input

    def updateOutput(self, input: Any) -> Any:
        self.backCompatibility()
        self.renorm(input)
        input = self.makeInputContiguous(input)
        if len(input._size) not in (1, 2):
            raise TorchError("input must be a vector or matrix")
        weight, numbers = self.weight.array, input.array
        output = self.output.resize_array((*input._size, weight.shape[1]))
        if not gather(weight, numbers, output):
            weight.take(checked_rows(numbers, len(weight), "index out of range"), 0, out=output, mode="clip")
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if type(self.gradInput) is not type(input):
            self.gradInput = type(input)()
        if self.gradInput._size != input._size:
            self.gradInput.resize_array(input._size).fill(0)
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float = 1) -> None:
        self.backCompatibility()
        indices = (self._input if self.copiedInput else input).array
        if indices.ndim not in (1, 2):
            raise TorchError("input must be a vector or matrix")
        gradWeight = self.gradWeight.array
        rows = self._checked(indices.reshape(-1), len(gradWeight), "inputs need")
        width = gradWeight.shape[1]
        surplus = gradOutput.array.size > len(rows) * width  # nn.TrimZero gives all rows; Torch takes the first ones
        g = gradOutput.array.reshape(-1, width)[: len(rows)] if surplus else gradOutput.array.reshape(len(rows), -1)
        if self.shouldScaleGradByFreq:
            xp = backend.get_array_module(g)
            counts = xp.bincount(rows, minlength=len(gradWeight))
            g = g / counts[rows, None].astype(g.dtype)
        if self.paddingValue:
            kept = rows != self.paddingValue - 1
            if not kept.all():
                rows, g = rows[kept], g[kept]
        add_rows(gradWeight, rows, g if scale == 1 else g * scale)

    def _checked(self, indices: Any, count: int, verb: str) -> Any:
        try:
            return checked_rows(indices, count, "")
        except TorchError:
            wrong = indices[(indices < 1) | (indices > count)]
            text = f"{verb} to be in the range 1 <= input < {count + 1}, but got input of value: {int(wrong[0])}"
            raise TorchError(text) from None

    def renorm(self, input: Any) -> None:
        """Cuts the rows that the input names down to maxNorm."""
        if not self.maxNorm:
            return
        if len(input._size) not in (1, 2):
            raise TorchError("input must be a vector or matrix")
        kind = 2 if self.normType is None else self.normType
        if kind <= 0:
            raise TorchError("non-positive-norm not supported")
        weight = self.weight.array
        xp = backend.get_array_module(weight)
        rows = xp.unique(self._checked(input.array.reshape(-1), len(weight), "input need"))
        vectors = weight[rows]
        norms = (np.abs(vectors) ** kind).sum(1) ** (1 / kind)
        long = norms > self.maxNorm
        weight[rows[long]] = vectors[long] * (self.maxNorm / (norms[long] + 1e-7))[:, None]

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        """As Module's, but returns self even when asked for the type."""
        super().type(type, tensorCache)
        cuda = type is not None and type.startswith("torch.Cuda")
        self._count = TENSORS["CudaLong" if cuda else "Int"]()
        self._input = TENSORS["CudaLong" if cuda else "Long"]()
        if cuda:
            self._sorted, self._indices = TENSORS["CudaLong"](), TENSORS["CudaLong"]()
        return self

    def clearState(self) -> Any:
        utils.clear(self, "_count", "_input")
        return super().clearState()

    def sharedAccUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float) -> None:
        self.defaultAccUpdateGradParameters(input, gradOutput, lr)

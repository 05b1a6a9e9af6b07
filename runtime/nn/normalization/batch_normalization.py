"""Batch normalisation (nn.BatchNormalization)."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from ...errors import TorchError
from ...kernels.native.normalise import normalise
from ...registry import register
from ...tensor import Tensor
from .. import utils
from ..convolution.kernels import checks
from ..module import Module
from .kernels import batch_norm


@register("nn.BatchNormalization", aliases=("cudnn.BatchNormalization",))
class BatchNormalization(Module):
    """y = (x - mean) / sqrt(variance + eps) * weight + bias, for each feature of (batch x nOutput).

    In training the batch's moments are used, and running_mean and running_var follow them with
    `momentum` (0.1); after evaluate() the running ones are used. `affine` false leaves out weight and bias.
    """

    _version = 2
    nDim: ClassVar[int] = 2

    affine: Any = None
    running_std: Any = None
    save_mean: Any = None
    save_std: Any = None

    def __init__(
        self, nOutput: int, eps: float | None = None, momentum: float | None = None, affine: bool | None = None
    ) -> None:
        super().__init__()
        if isinstance(nOutput, bool) or not isinstance(nOutput, (int, float)):
            raise TorchError("Missing argument #1: dimensionality of input. ")
        if nOutput == 0:
            text = "To set affine=false call BatchNormalization(nOutput,  eps, momentum, false) "
            raise TorchError(text)
        if affine is not None and not isinstance(affine, bool):
            raise TorchError("affine has to be true/false")
        self.affine = True if affine is None else affine
        self.eps = 1e-5 if eps is None else eps
        self.train = True
        self.momentum = 0.1 if momentum is None else momentum
        self.running_mean = Tensor(nOutput).zero()
        self.running_var = Tensor(nOutput).fill(1)
        if self.affine:
            self.weight = Tensor(nOutput)
            self.bias = Tensor(nOutput)
            self.gradWeight = Tensor(nOutput)
            self.gradBias = Tensor(nOutput)
            self.reset()

    def reset(self, stdv: Any = None) -> Any:
        """Draws weight from [0, 1); bias and the running moments return to 0 and 1."""
        if self.weight is not None:
            self.weight.uniform()
        if self.bias is not None:
            self.bias.zero()
        self.running_mean.zero()
        self.running_var.fill(1)

    def checkInputDim(self, input: Any) -> None:
        """Refuses inputs with another number of dimensions or features."""
        ndim, features = len(input._size), self.running_mean.nElement()
        single = ndim == self.nDim - 1
        if ndim != self.nDim and not (single and self.train is False):
            raise TorchError(f"only mini-batch supported ({self.nDim}D tensor), got {ndim}D tensor instead")
        given = input._size[0 if single else 1]
        if given != features:
            raise TorchError(f"got {given}-feature tensor, expected {features}")

    def _batch(self, tensor: Any) -> Any:
        """The tensor as (samples, features, places); like Torch gives a single sample a batch dimension."""
        if self.train is False and len(tensor._size) == self.nDim - 1:
            if tensor.is_contiguous():
                utils.addSingletonDimension(tensor, tensor, 1)
            else:
                return tensor.array.reshape(1, tensor._size[0], -1)
        return tensor.array.reshape(*tensor._size[:2], -1)

    def _own_moments(self, x: Any) -> bool:
        """Whether the batch's moments count: in training, unless there is only one sample."""
        return self.train is not None and self.train is not False and len(x) > 1

    def _running_invstd(self) -> Any:
        return 1 / np.sqrt(self.running_var.array.astype(np.float64) + self.eps)

    def _parameter(self, name: str) -> Any:
        tensor = getattr(self, name)
        return None if tensor is None else tensor.array

    def updateOutput(self, input: Any) -> Any:
        self.checkInputDim(input)
        checks.same_type(self, input)
        single = len(input._size) == self.nDim - 1
        size = (1, *input._size) if single else input._size
        x = self._batch(input)
        if self.save_mean is None:
            self.save_mean = type(input)()
        if self.save_std is None:
            self.save_std = type(input)()
        features = (x.shape[1],)
        save_mean, save_std = self.save_mean.resize_array(features), self.save_std.resize_array(features)
        out = self.output.resize_array(size).reshape(x.shape)
        weight, bias = self._parameter("weight"), self._parameter("bias")
        if not self._own_moments(x):
            mean, invstd = self.running_mean.array, self._running_invstd()
            factor = invstd if weight is None else invstd * weight
            if not normalise(input.array, mean, factor, bias, self.output.array):
                batch_norm.fixed_forward(x, out, weight, bias, mean, invstd)
            return self.output
        variance = np.empty_like(save_mean, dtype=np.float64)
        batch_norm.moments_forward(x, out, weight, bias, self.eps, save_mean, save_std, variance)
        self._follow(self.running_mean.array, save_mean)
        self._follow(self.running_var.array, variance)
        return self.output

    def _follow(self, running: Any, moment: Any) -> None:
        running[...] = self.momentum * moment.astype(np.float64) + (1 - self.momentum) * running.astype(np.float64)

    def _backward(self, input: Any, gradOutput: Any, scale: float, own: bool, parameters: bool) -> Any:
        self.checkInputDim(input)
        self.checkInputDim(gradOutput)
        if self.save_mean is None or self.save_std is None:
            raise TorchError("must call :updateOutput() first")
        checks.same_type(self, input, gradOutput)
        x, gradient = self._batch(input), self._batch(gradOutput)
        if x.shape != gradient.shape:
            raise TorchError(f"input and gradOutput shapes do not match: input {input._size}, {gradOutput._size}")
        out = None
        if own and self.gradInput is not None:
            size = gradOutput._size if len(gradOutput._size) == self.nDim else (1, *gradOutput._size)
            out = self.gradInput.resize_array(size).reshape(x.shape)
        moments = self._own_moments(x)
        mean = (self.save_mean if moments else self.running_mean).array
        invstd = self.save_std.array if moments else self._running_invstd()
        weight = self._parameter("weight")
        by_weight, by_bias = (self._parameter(n) if parameters else None for n in ("gradWeight", "gradBias"))
        batch_norm.backward(x, gradient, weight, mean, invstd, moments, out, by_weight, by_bias, scale)
        return self.gradInput

    def backward(self, input: Any, gradOutput: Any, scale: float | None = None) -> Any:
        return self._backward(input, gradOutput, 1 if scale is None else scale, True, True)

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        return self._backward(input, gradOutput, 1, True, False)

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> Any:
        return self._backward(input, gradOutput, 1 if scale is None else scale, False, True)

    def clearState(self) -> Any:
        old = ("buffer", "buffer2", "centered", "std", "normalized", "_input", "_gradOutput")
        utils.clear(self, *old, "save_mean", "save_std")
        return super().clearState()

    def __tostring__(self) -> str:
        return f"{self._typename} ({self.nDim}D) ({self.running_mean.nElement()})"

    def _upgrade(self, version: int, typename: str) -> None:
        """Version 1 had running_std, the inverse of the standard deviation."""
        if version < 2 and self.running_std is not None:
            std = self.running_std
            del self.running_std
            self.running_var = type(std)()
            variance = std.array.astype(np.float64) ** -2 - self.eps
            self.running_var.resize_array(std._size)[...] = variance

"""A large softmax layer learnt by noise contrastive estimation (nn.NCEModule)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import console, forks
from ...errors import TorchError
from ...nn import Linear, LogSoftMax, SoftMax
from ...nn.simple.common import buffer, given, require
from ...nn.utils import torch_type
from ...printing.number import lua_tostring
from ...registry import register
from ...table import Table
from ...tensor import TENSORS, Tensor, TensorCore
from ...torchx import AliasMultinomial
from ..fields import GRADIENTS, MEDIUM, declare
from . import batch_noise, sample_noise

_BUFFERS = ("sampleidx", "sampleprob", "_noiseidx", "_noiseprob", "_gradOutput", "_tgradOutput")


@register("nn.NCEModule")
class NCEModule(Linear):
    """{input (batch x inputSize), target (batch)} -> what nn.NCECriterion takes; trains outputSize classes.

    `unigrams` is the noise distribution, from which `k` classes are drawn: for the whole batch, or for each
    sample if ``batchnoise`` is false. The output is {P(target), P(samples), noise probability of both}, with
    P = exp(linear) / Z; where `Z` is not given, the first batch tells it. In evaluation with ``normalized`` set
    the output is the softmax over all classes (its logarithm if ``logsoftmax``).
    """

    version = 6
    batchnoise: Any = None
    normalized: Any = None
    logsoftmax: Any = None
    addBuffer: Any = None
    verbose: Any = None
    linout: Any = None
    sampleidx: Any = None
    sampleprob: Any = None

    def __init__(self, inputSize: int, outputSize: int, k: int, unigrams: Any, Z: float | None = None) -> None:
        super().__init__(inputSize, outputSize)
        require(torch_type(k) == "number" and isinstance(unigrams, TensorCore), "assertion failed!")
        self.k = k
        self.unigrams = unigrams
        self.Z = Tensor([-1 if Z is None else Z])
        self.batchnoise = True
        self.fastNoise()
        self.output = Table([Tensor(), Tensor(), Tensor(), Tensor()])
        self.gradInput = Table([Tensor(), Tensor()])

    def reset(self, stdv: float | None = None) -> Any:
        """Draws the weights from +-1 / sqrt(inputSize), or all parameters from +-stdv.

        The bias starts as -log(outputSize), so that the probabilities sum to about 1.
        """
        stdv = given(stdv, None)
        bound = 1 / math.sqrt(self.weight._size[1]) if stdv is None else stdv
        self.weight.uniform(-bound, bound)
        if stdv is not None:
            self.bias.uniform(-bound, bound)
        else:
            self.bias.fill(-math.log(self.bias._size[0]))
        return self

    def fastNoise(self) -> None:
        """Makes the noise distribution sum to 1, and the tables that it is drawn by."""
        self.unigrams.div(self.unigrams.sum())
        self.aliasmultinomial = AliasMultinomial(self.unigrams)
        self.aliasmultinomial.dpnn_parameters = Table(["J", "q"])

    def _given(self, inputTable: Any) -> tuple[Any, Any]:
        input, target = inputTable[1], inputTable[2]
        require(input.dim() == 2 and target.dim() == 1, "assertion failed!")
        return input, target

    def _mode(self) -> Any:
        return batch_noise if self.batchnoise else sample_noise

    def updateOutput(self, inputTable: Any) -> Any:
        input, target = self._given(inputTable)
        if self.train is False and self.normalized:
            return self._normalized_output(input)
        if not isinstance(self.output, Table) or len(self.output) != 4:
            self.output = Table([type(input)() for _ in range(4)])
        if self.batchnoise:
            require(target._typename.endswith("LongTensor") or target.dtype.cuda, "assertion failed!")
        self._mode().forward(self, input, target)
        return self.output

    def _normalized_output(self, input: Any) -> Any:
        """Probabilities of all classes, or their logarithms."""
        linout = buffer(self, "linout", input)
        product = linout.resize_array((input._size[0], self.weight._size[0]))
        np.matmul(input.array, self.weight.array.T, out=product)
        if self.bias is not None:
            product += self.bias.array
        softmax = LogSoftMax() if self.logsoftmax else SoftMax()
        softmax.output = type(input)() if isinstance(self.output, Table) else self.output
        self.output = softmax.updateOutput(linout)
        return self.output

    def partition(self, model: Any) -> float:
        """Z; where none is known it becomes the mean of this batch's exp(linear), times the number of classes."""
        Z = self.Z.array
        if Z[0] <= 0:
            Z[0] = model.mean() * self.weight._size[0]
            if self.verbose or not forks.is_v2():
                console.lua_print("normalization constant Z approximated to " + lua_tostring(Z[0].item()))
        return Z[0].item()

    def noise_of_samples(self, like: Any) -> Any:
        """The noise probabilities of all of `sampleidx`, of the type of `like`."""
        self.sampleprob = self.noiseProb(buffer(self, "sampleprob", like), self.sampleidx)
        return self.sampleprob

    def updateGradInput(self, inputTable: Any, gradOutput: Any) -> Any:
        input, target = self._given(inputTable)
        for i in (1, 2):
            if self.gradInput.get(i) is None:
                self.gradInput[i] = type(input)()
        self._mode().backward(self, gradOutput, self.gradInput[1].resize_array(input._size))
        if self.gradInput[2].nElement() != target.nElement():
            self.gradInput[2].resize_array(target._size).fill(0)
        return self.gradInput

    def accGradParameters(self, inputTable: Any, gradOutput: Any, scale: float | None = 1) -> None:
        input, _ = self._given(inputTable)
        self._mode().accumulate(self, input, 1 if scale is None else scale)

    def noiseProb(self, sampleprob: Any, sampleidx: Any) -> Any:
        """Fills `sampleprob` with the noise probabilities of the classes `sampleidx`; returns it."""
        sampleprob.resize_array(sampleidx._size)[...] = self.unigrams.array[sampleidx.array.astype("i8") - 1]
        return sampleprob

    def noiseSample(self, sampleidx: Any, batchsize: int, k: int) -> Any:
        """Resizes `sampleidx` to batchsize x k and fills it with classes drawn from the noise distribution."""
        size = int(batchsize), int(k)
        target = sampleidx if sampleidx._typename == "torch.LongTensor" else TENSORS["Long"]()
        target.resize_array(size)
        self.aliasmultinomial.batchdraw(target)
        if target is not sampleidx:
            sampleidx.resize_array(size)
            sampleidx.copy(target)
        return sampleidx

    def type(self, type: str | None = None, cache: Any = None) -> Any:
        """Converts to `type`, all but the noise distribution."""
        if type:
            for name in (*_BUFFERS, "_metaidx", "_gradWeight", "_weight"):
                vars(self).pop(name, None)
        unigrams, self.unigrams = self.unigrams, None
        try:
            return super().type(type, cache)
        finally:
            self.unigrams = unigrams

    def clearState(self) -> None:
        """Drops the buffers and returns nothing, as in Torch."""
        for name in _BUFFERS:
            vars(self).pop(name, None)
        outputs = self.output.array_values() if isinstance(self.output, Table) else [self.output]
        for tensor in outputs + self.gradInput.array_values():
            tensor.set()

    def multicuda(self, device1: int | None = None, device2: int | None = None) -> None:
        """Torch spreads the weights over two GPUs here; this runtime works on one."""
        raise TorchError("NCEModule:multicuda is not supported: keep the module on one device with :cuda()")


declare(
    NCEModule,
    dpnn_mediumEmpty=(*MEDIUM, *_BUFFERS[:4], "_weight", "_gradWeight", "_gradOutput", "_tgradOutput"),
    dpnn_parameters=("weight", "bias", "unigrams", "Z"),
    dpnn_gradParameters=GRADIENTS,
)

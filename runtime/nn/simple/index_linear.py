"""Linear for sparse input with huge numbers of features (nn.IndexLinear)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import backend
from ...errors import TorchError
from ...registry import register
from ...table import Table
from ...tensor import TENSORS, Tensor
from ..module import Module
from .common import copied, initial_bound, require
from .index_linear_kernels import (
    accumulate,
    check_contiguous,
    descend,
    normalized_values,
    step_from_gradients,
)
from .rows import checked_rows, segment_sums


@register("nn.IndexLinear")
class IndexLinear(Module):
    """Linear on (keys, values); the gradient of the weight is kept for the keys seen only.

    Input: {keys, values} of one sample, {{keys...}, {values...}} of a batch, or {all keys, all values,
    sizes}. `weight` is inputSize x (outputSize + 4 with `normalize`, else outputSize); row = key +
    keysOffset - 1, keys from 1 by default. With `normalize` values are divided by the largest
    absolute value that the feature had in training, and a learnt shift is added.
    """

    normalize: int = 0
    weightDecay: float = 0
    doGradInput: bool = False
    keys: Any = None
    values: Any = None
    sizes: Any = None
    cumSumSizes: Any = None
    isFlat: Any = None
    noBatch: Any = None

    def __init__(
        self,
        inputSize: Any,
        outputSize: Any,
        doGradInput: bool | None = False,
        keysOffset: int | None = None,
        weight: Any = None,
        bias: Any = None,
        normalize: bool | None = None,
    ) -> None:
        super().__init__()
        self.normalize = 4 if normalize else 0
        self.weight = Tensor(inputSize, outputSize + self.normalize).zero() if weight is None else weight
        self.bias = Tensor(outputSize).zero() if bias is None else bias
        self.inputSize = self.weight._size[0]
        self.outputSize = self.weight._size[1] - self.normalize
        self.gradWeight = Tensor()
        self.gradBias = Tensor(self.outputSize).zero()
        self.gradWeightBuffer = Tensor()
        self.valuesBuffer = Tensor()
        self.normalizedValues = Tensor()
        self.running = Table({"cumSumSizes": Table(), "keys": Table(), "gradWeight": Table(), "counter": 1})
        self.sizesCache, self.cumSumSizesCache = Table(), Table()
        self.weightDecay = 0
        self.doGradInput = doGradInput or False
        self.offset = -1 if keysOffset is None else keysOffset - 1

    def reset(self, stdv: float | None = None) -> None:
        """Draws the parameters uniformly from +-stdv * sqrt(3), by default +-1 / sqrt(columns of weight)."""
        stdv = initial_bound(stdv, self.weight._size[1])
        self.weight.uniform(-stdv, stdv)
        bias = self.bias.uniform(-stdv, stdv).array
        bias *= 0.000001
        self.weight.array[:, : self.normalize] = 0

    def reshapeInput(self, input: Any) -> tuple:
        """(keys, values) as Tables of one tensor a sample, or (keys, values, sizes) if the input is flat."""
        require(isinstance(input, Table), "assertion failed!")
        parts = input.array_values()
        require(len(parts) in (2, 3), "assertion failed!")
        keys, values = parts[:2]
        self.isFlat, self.noBatch = len(parts) == 3, False
        if self.isFlat:
            sizes = type(keys)([parts[2]]) if isinstance(parts[2], (int, float)) else parts[2]
            require(keys.nElement() == values.nElement(), "Keys and values should be of same size")
            require(len(keys._size) == 1, "Keys and values should be 1D")
            return keys, values, sizes
        self.noBatch = not isinstance(keys, Table)
        if isinstance(keys, Table) != isinstance(values, Table):
            raise TorchError("Wrong input format.")
        if self.noBatch:
            keys, values = Table([keys]), Table([values])
        flat = all(len(t._size) == 1 for t in keys.array_values() + values.array_values())
        require(flat, "keys and values should be 1D")
        return keys, values

    def longTensor(self, *args: Any) -> Any:
        """A tensor for keys: a LongTensor, or its Cuda twin."""
        return TENSORS["CudaLong" if self.type() == "torch.CudaTensor" else "Long"](*args)

    def _integers(self, table: Table, key: Any) -> Any:
        """The tensor for keys or sizes in a table; a new one at first, and after a conversion to another type."""
        found = table.get(key)
        if found is None or not found.dtype.integral:
            found = table[key] = self.longTensor()
        return found

    def flattenInputs(self, input: Any) -> None:
        """Sets keys, values, sizes and cumSumSizes from the input."""
        parts = self.reshapeInput(input)
        running = self.running
        counter = running["counter"]
        self.keys = self._integers(running["keys"], counter)
        if self.isFlat:
            keys, values, self.sizes = parts
            copied(self.keys, keys)
            self.values = type(values)() if self.values is None else self.values
            copied(self.values, values)
            self.cumSumSizes = type(self.sizes)() if self.cumSumSizes is None else self.cumSumSizes
        else:
            self._gather(*parts)
        self.cumSumSizes.resize_array(self.sizes._size)[...] = self.sizes.array.cumsum()
        running["cumSumSizes"][counter] = self.cumSumSizes

    def _gather(self, keys: Table, values: Table) -> None:
        """Puts a batch of key and value tensors behind each other."""
        self.lkeys, self.lvalues = keys, values
        self.sizes, self.cumSumSizes = (self._integers(c, 1) for c in (self.sizesCache, self.cumSumSizesCache))
        if self.values is None:
            self.values = type(values[1])()
        counts = [t._size[0] for t in keys.array_values()]
        self.sizes.resize_array((len(counts),))[...] = backend.get_array_module(self.sizes.array).asarray(counts)
        for target, source in ((self.keys, keys), (self.values, values)):
            xp = backend.get_array_module(target.array)
            joined = xp.concatenate([t.array for t in source.array_values()])
            target.resize_array(joined.shape)[...] = joined

    def _rows(self, keys: Any = None) -> Any:
        keys = (self.keys if keys is None else keys).array
        return checked_rows(keys + (self.offset + 1), self.inputSize, "IndexLinear: key out of range")

    def updateOutput(self, input: Any) -> Any:
        self.flattenInputs(input)
        weight, values, rows = self.weight.array, self.values.array, self._rows()
        require(values.shape == rows.shape, "Keys and values should have the same number of elements")
        if self.normalize:
            values = normalized_values(weight, rows, values, bool(self.train))
            self.normalizedValues.resize_array(values.shape)[...] = values
        output = self.output.resize_array((len(self.sizes.array), self.outputSize))
        products = weight[rows, self.normalize :] * values[:, None]
        np.add(segment_sums(products, self.sizes.array), self.bias.array, out=output)
        if self.noBatch:
            self.output.resize(self.outputSize)
        return self.output

    @property
    def _inputs(self) -> Any:
        """The values that were multiplied with the weight in the last forward."""
        return (self.normalizedValues if self.normalize else self.values).array

    def accUpdateGradParameters(self, input: Any, gradOutput: Any, scale: float | None = 1) -> None:
        g = self._gradient(gradOutput, 1 if scale is None else scale)
        descend(self.weight.array, self.bias.array, self._rows(), self._inputs, g, self._samples(), self.weightDecay)

    def _gradient(self, gradOutput: Any, scale: float) -> Any:
        check_contiguous(gradOutput)
        return gradOutput.array.reshape(-1, self.outputSize) * scale

    def _samples(self) -> Any:
        """For each key the number of its sample, from 0."""
        sizes = self.sizes.array
        xp = backend.get_array_module(sizes)
        return xp.repeat(xp.arange(len(sizes)), sizes.tolist())

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = 1) -> None:
        running = self.running
        counter = running["counter"]
        if running["gradWeight"].get(counter) is None:
            running["gradWeight"][counter] = type(self.values)()
        g = self._gradient(gradOutput, 1 if scale is None else scale)
        accumulate(running["gradWeight"][counter], g[self._samples()], self._inputs, bool(self.normalize))
        gradBias = self.gradBias.array
        gradBias += g.sum(0)
        running["counter"] = counter + 1

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.doGradInput and self.normalize:
            raise TorchError("updateGradInput is not implemented in max-normalize mode")
        self.gradInput = Table()
        if self.doGradInput:
            self._dense_gradient(gradOutput)
        if self.noBatch:
            if not self.doGradInput:
                raise TorchError("attempt to index a nil value")
            self.gradInput = Table([self.gradInput[1][1], self.gradInput[2][1]])
        return self.gradInput

    def _dense_gradient(self, gradOutput: Any) -> None:
        """gradInput = keys 1..inputSize and the gradients of all of them, for each sample."""
        gradients = gradOutput.array.reshape(-1, self.outputSize) @ self.weight.array.T
        xp = backend.get_array_module(gradients)
        keys = xp.broadcast_to(xp.arange(1, self.inputSize + 1), gradients.shape)
        kinds = type(self.running["keys"][1]), type(gradOutput)
        for i, (kind, rows) in enumerate(zip(kinds, (keys, gradients)), 1):
            rows = rows.astype(kind.dtype.numpy)
            self.gradInput[i] = kind.wrap(rows) if self.isFlat else Table([kind.wrap(r.copy()) for r in rows])

    def updateParameters(self, lr: float | None) -> None:
        n = self.running["counter"] - 1
        if n < 1:
            return
        if lr is None:
            raise TorchError("You must specify a learning rate")
        keys = [self.running["keys"][i] for i in range(1, n + 1)]
        gradients = [self.running["gradWeight"][i] for i in range(1, n + 1)]
        if n == 1:
            self.updateKeys, self.gradWeight = keys[0], gradients[0]
        else:
            self.updateKeysBuffer = self.longTensor()
            self.updateKeys = _joined(self.updateKeysBuffer, keys)
            self.gradWeight = _joined(self.gradWeightBuffer, gradients)
        bias = self.bias.array
        bias -= lr * self.gradBias.array
        rows = self._rows(self.updateKeys)
        step_from_gradients(self.weight.array, rows, self.gradWeight.array, self.outputSize, lr, self.weightDecay)

    def zeroGradParameters(self) -> None:
        self.gradBias.zero()
        self.running["counter"] = 1

    def parameters(self) -> tuple[Table, Table]:
        return Table([self.weight, self.bias]), Table([self.running, self.gradBias])

    def clearState(self) -> Any:
        self.running["keys"], self.running["gradWeight"] = Table(), Table()
        self.keys = self.zerokeys = self.updateKeys = self.values = self.sizes = self.updateKeysBuffer = None
        self.lkeys, self.lvalues = Table(), Table()
        self.gradWeightBuffer, self.valuesBuffer = type(self.gradWeightBuffer)(), type(self.valuesBuffer)()
        return super().clearState()


def _joined(target: Any, parts: list) -> Any:
    xp = backend.get_array_module(parts[0].array)
    joined = xp.concatenate([t.array for t in parts])
    target.resize_array(joined.shape)[...] = joined
    return target

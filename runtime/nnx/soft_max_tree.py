"""Probabilities of the leaves of a tree (nnx's nn.SoftMaxTree)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ..errors import TorchError, argument_error
from ..nn.checks import same_type
from ..nn.module import Module
from ..registry import register
from ..table import Table
from ..tensor import IntTensor, Tensor
from .hierarchy import Hierarchy

#: Fields that keep their type when the module is converted.
_INDICES = ("hierarchy", "parentChildren", "childParent", "_gradTarget", "childIds", "parentIds")


@register("nn.SoftMaxTree")
class SoftMaxTree(Module):
    """Log-probability (batch) of one node each: the sum of log-softmaxes on the way down from the root.

    `hierarchy` is a table: number of a node -> vector of the numbers of its children; the root is `rootId` (1). Input
    {batch x inputSize, IntTensor (batch) of nodes}. Only the nodes that the last passes met (`updates`) have
    parameters; with `static` false these come in a list, else under the numbers of their nodes.
    """

    accUpdate: Any = None

    def __init__(
        self,
        inputSize: int,
        hierarchy: Any,
        rootId: int | None = None,
        accUpdate: bool | None = None,
        static: bool | None = None,
        verbose: bool | None = None,
    ) -> None:
        super().__init__()
        self.rootId = 1 if rootId is None else rootId
        self.inputSize = inputSize
        self.accUpdate = accUpdate
        tree = Hierarchy(hierarchy, int(self.rootId))
        if verbose:
            tree.describe()
        for name, value in tree.fields().items():
            setattr(self, name, value)
        self.weight = Tensor(tree.nChildNode, inputSize)
        self.bias = Tensor(tree.nChildNode)
        if not accUpdate:
            self.gradWeight = Tensor(tree.nChildNode, inputSize)
            self.gradBias = Tensor(tree.nChildNode)
        self.updates = Table()
        self._nodeBuffer = Tensor()
        self._multiBuffer = Tensor()
        self.batchSize = 0
        self._gradInput = Tensor()
        self._gradTarget = IntTensor()
        self.gradInput = Table([self._gradInput, self._gradTarget])
        self.static = True if static is None else static
        self.reset()

    def reset(self, stdv: float | None = None) -> None:
        """Draws all parameters from +-stdv * sqrt(3), by default +-1 / sqrt(nodes * inputSize)."""
        bound = stdv * 3**0.5 if stdv is not None else 1 / (self.nChildNode * self.inputSize) ** 0.5
        self.weight.uniform(-bound, bound)
        self.bias.uniform(-bound, bound)

    def _paths(self, target: Any) -> Iterator[tuple[Any, Any, Any, slice, int]]:
        """From the nodes to the root, all samples at once: (samples, places in the buffer, children, rows, parent).

        `samples` are those whose way leads over `parent`, `children` says which child each comes from, and `rows` are
        the parent's rows of weight and bias.
        """
        above, below = self.childParent.array, self.parentChildren.array
        node = target.array.astype(np.int64)
        samples, place = np.arange(len(node)), np.zeros(len(node), np.int64)
        while len(samples):
            if (node < 1).any() or (node > len(above)).any() or (above[node - 1, 0] < 0).any():
                raise argument_error(2, "Non-root node has no parent in tree.")
            parents, child = above[node - 1, 0].astype(np.int64), above[node - 1, 1].astype(np.int64) - 1
            for parent in np.unique(parents):
                start, count = (int(n) for n in below[parent - 1])
                mine = parents == parent
                places = place[mine][:, None] + np.arange(count)
                yield samples[mine], places, child[mine], slice(start - 1, start - 1 + count), int(parent)
            place = place + below[parents - 1, 1]
            on = parents != int(self.rootId)
            samples, node, place = samples[on], parents[on], place[on]

    def _prepare(self, input: Any, target: Any) -> None:
        same_type(self, self.weight, input, "input")
        if len(input._size) != 2:
            raise argument_error(2, "2D(batch mode) tensor expected")
        if input._size[1] != self.inputSize:
            raise argument_error(2, "invalid input size")
        if target.nElement() != input._size[0]:
            raise TorchError(f"nn.SoftMaxTree: {target.nElement()} targets for {input._size[0]} samples")
        if self.batchSize != input._size[0]:
            self._nodeBuffer.resize(self.maxFamily)
            self._multiBuffer.resize(input._size[0] * int(self.maxFamilyPath))
            self.batchSize = input._size[0]
            self._gradTarget.resize_array(target._size).fill(0)

    def _buffer(self) -> Any:
        """A row for each sample: values of the nodes' children on its way, one after the other."""
        return self._multiBuffer.array.reshape(int(self.batchSize), -1)

    def updateOutput(self, inputTable: Any) -> Any:
        input, target = inputTable[1], inputTable[2]
        self._prepare(input, target)
        x, weight, bias, buffer = input.array, self.weight.array, self.bias.array, self._buffer()
        out = self.output.resize_array((len(x),))
        out.fill(0)
        for samples, places, child, rows, _ in self._paths(target):
            scores = x[samples] @ weight[rows].T
            scores += bias[rows]
            _log_softmax(scores)
            buffer[samples[:, None], places] = scores
            out[samples] += scores[np.arange(len(samples)), child]
        return self.output

    def updateGradInput(self, inputTable: Any, gradOutput: Any) -> Any:
        """The gradient by the input; that by the target is 0. Needs the forward pass of the same input just before."""
        if self.gradInput is None:
            return None
        input, target = inputTable[1], inputTable[2]
        self._prepare(input, target)
        if len(gradOutput._size) != 1:
            raise argument_error(2, "1D tensor expected")
        weight, buffer, g = self.weight.array, self._buffer(), gradOutput.array
        into = self._gradInput.resize_array(input._size)
        into.fill(0)
        for samples, places, child, rows, _ in self._paths(target):
            gradient = g[samples][:, None]
            scores = np.exp(buffer[samples[:, None], places]) * -gradient
            scores[np.arange(len(samples)), child] += gradient[:, 0]
            buffer[samples[:, None], places] = scores
            into[samples] += scores @ weight[rows]
        self.gradInput[1], self.gradInput[2] = self._gradInput, self._gradTarget
        return self.gradInput

    def accGradParameters(self, inputTable: Any, gradOutput: Any, scale: float | None = None) -> None:
        """Adds the gradients by the parameters that updateGradInput prepared, and counts the nodes in `updates`."""
        input, target = inputTable[1], inputTable[2]
        scale = 1 if scale is None else scale
        weight, bias, buffer = self.gradWeight.array, self.gradBias.array, self._buffer()
        for samples, places, _, rows, parent in self._paths(target):
            scores = buffer[samples[:, None], places]
            weight[rows] += scale * (scores.T @ input.array[samples])
            bias[rows] += scale * scores.sum(0)
            self.updates[parent] = (self.updates.get(parent) or 0) + scale * len(samples)

    def sharedAccUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float) -> None:
        self.defaultAccUpdateGradParameters(input, gradOutput, lr)

    def _family(self, parent: int, *tensors: Any) -> list[Any]:
        """The rows of a node's children in each of `tensors`."""
        start, count = (int(n) for n in self.parentChildren.array[int(parent) - 1])
        return [tensor.narrow(1, start, count) for tensor in tensors]

    def parameters(self) -> Any:
        met = list(self.updates.keys())
        if not met and not self.static:
            return Table([self.weight, self.bias]), Table([self.gradWeight, self.gradBias])
        params, grads = Table(), Table()
        for parent in met or [int(n) for n in self.parentIds.array]:
            keys = (parent, parent + self.maxParentId) if self.static else (len(params) + 1, len(params) + 2)
            params[keys[0]], params[keys[1]] = self._family(parent, self.weight, self.bias)
            if not self.accUpdate:
                grads[keys[0]], grads[keys[1]] = self._family(parent, self.gradWeight, self.gradBias)
        return params, grads, Table(), self.nChildNode * 2

    def updateParameters(self, learningRate: float) -> None:
        if self.accUpdate:
            raise TorchError("assertion failed!")
        params, grads = self.parameters()[:2]
        for key, parameter in params.items():
            parameter.add(-learningRate, grads[key])

    def getNodeParameters(self, parentId: int) -> Any:
        """Weight and bias of a node's children, and their gradients."""
        params = Table(self._family(parentId, self.weight, self.bias))
        if self.accUpdate:
            return params
        return params, Table(self._family(parentId, self.gradWeight, self.gradBias))

    def zeroGradParameters(self) -> None:
        """Zeroes the gradients of the nodes that were met, and forgets these."""
        for gradient in self.parameters()[1].values():
            gradient.zero()
        for parent in list(self.updates.keys()):
            self.updates[parent] = None

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        """Converts parameters and buffers; indices keep their type."""
        if type is None or type == self.weight._typename:
            return self
        fields = vars(self)
        kept = {name: fields.pop(name) for name in _INDICES if name in fields}
        super().type(type, tensorCache)
        fields.update(kept)
        self.gradInput = Table([self._gradInput, self._gradTarget])
        self.batchSize = 0
        return self

    def maxNorm(self, maxNorm: float | None = None) -> None:
        """Scales rows of weights whose norm is larger down to `maxNorm`."""
        for parameter in self.parameters()[0].values():
            if len(parameter._size) == 2 and maxNorm:
                parameter.renorm(2, 1, maxNorm)

    def momentumGradParameters(self) -> Any:
        """Running gradients of the nodes that were met (all, before any was), made at first use."""
        if not vars(self).get("momGradParams"):
            if self.accUpdate:
                raise TorchError("cannot use momentum with accUpdate")
            self.momGradParams = Table([self.gradWeight.clone().zero(), self.gradBias.clone().zero()])
        if not self.static or not len(list(self.updates.keys())):
            return self.momGradParams
        found = Table()
        for parent in list(self.updates.keys()):
            weight, bias = self._family(parent, *self.momGradParams.array_values())
            found[parent], found[parent + self.maxParentId] = weight, bias
        return found


def _log_softmax(x: Any) -> None:
    """Turns rows of scores into log-probabilities; nnx approximates exp(-d) by 1 / polynomial(d)**8."""
    x -= x.max(1, keepdims=True)
    distance = -x.astype(np.float64)
    power = np.polyval([1.0172526e-5, 0.00032552083, 0.0078125, 0.125, 1.0], distance) ** 8
    x -= np.log((1 / power).sum(1, where=distance < 13, keepdims=True)).astype(x.dtype)

"""Hinge loss of several classes and several labels a sample (nn.MultiLabelMarginCriterion)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ... import backend
from ...registry import register
from ...tensor import Tensor
from .. import checks
from .common import keep_loss, long_target, total
from .criterion import Criterion

#: Elements of the pairs-by-classes arrays that are worked on at a time.
_BLOCK = 1 << 20


@register("nn.MultiLabelMarginCriterion")
class MultiLabelMarginCriterion(Criterion):
    """Sum over labels j and other classes i of max(0, 1 - x[j] + x[i]), divided by the number of classes.

    Inputs are (classes) or (batch x classes); targets have the input's size and list the labels of
    each sample, from 1; the first 0 ends the list. A batch is averaged if `sizeAverage`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.sizeAverage = True
        self.isTarget = Tensor()

    def _labels(self, input: Any, target: Any) -> tuple[Any, Any, Any]:
        """The input as a matrix, and the (row, class) pairs of all labels, row by row."""
        target = long_target(target, input)
        if input.dim() not in (1, 2):
            raise checks.kernel_error(2, "vector or matrix expected")
        if target._size != input._size:
            raise checks.kernel_error(3, "inconsistent target size")
        x = input.array if input.dim() == 2 else input.array[None]
        labels = target.array.reshape(x.shape)
        if labels.min() < 0 or labels.max() > x.shape[1]:
            raise checks.kernel_error(3, "target out of range")
        listed = np.cumprod(labels > 0, axis=1, dtype=np.int8) > 0
        rows = np.nonzero(listed)[0]
        return x, rows, labels[listed] - 1

    def _violations(self, x: Any, rows: Any, classes: Any, is_target: Any) -> Iterator[tuple[slice, Any]]:
        """For blocks of labels: how far each other class violates their margin."""
        step = max(1, _BLOCK // x.shape[1])
        for start in range(0, len(rows), step):
            block = slice(start, start + step)
            r = rows[block]
            z = x[r]
            z += 1 - x[r, classes[block]][:, None]
            np.maximum(z, 0, out=z)
            z *= is_target[r] == 0
            yield block, z

    def updateOutput(self, input: Any, target: Any = None) -> Any:
        checks.same_type(self, self.isTarget, input, "input")
        x, rows, classes = self._labels(input, target)
        is_target = self.isTarget.resize_array(input._size).reshape(x.shape)
        is_target.fill(0)
        is_target[rows, classes] = 1
        loss = sum([total(z) for _, z in self._violations(x, rows, classes, is_target)])
        return keep_loss(self, input, loss / (x.size if self.sizeAverage else x.shape[1]))

    def updateGradInput(self, input: Any, target: Any = None) -> Any:
        checks.same_type(self, self.gradInput, input, "input")
        x, rows, classes = self._labels(input, target)
        if self.isTarget._size != input._size:
            raise checks.kernel_error(3, "inconsistent isTarget size")
        is_target = self.isTarget.array.reshape(x.shape)
        xp = backend.get_array_module(x)
        pushed = xp.zeros(x.shape)
        for block, z in self._violations(x, rows, classes, is_target):
            violated = z > 0
            xp.add.at(pushed, rows[block], violated)
            xp.add.at(pushed, (rows[block], classes[block]), -violated.sum(1))
        pushed /= x.size if self.sizeAverage else x.shape[1]
        gradient = checks.sized_as(self.gradInput, input)
        gradient[...] = pushed.reshape(gradient.shape)
        return self.gradInput

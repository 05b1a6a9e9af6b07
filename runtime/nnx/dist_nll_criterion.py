"""Cross-entropy of two distributions (nnx's nn.DistNLLCriterion)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import TorchError, sizes
from ..negation import negative
from ..nn.criterion.criterion import Criterion
from ..nn.transfer.log import Log
from ..nn.transfer.log_soft_max import LogSoftMax
from ..nn.transfer.soft_max import SoftMax
from ..registry import register
from ..table import Table
from ..tensor import Tensor


@register("nn.DistNLLCriterion")
class DistNLLCriterion(Criterion):
    """-sum(target * log p), where p is the softmax of the input.

    Options (a Table or keywords): `inputIsADistance` takes -input, `inputIsProbability` and `inputIsLogProbability`
    leave the softmax out, `targetIsProbability` (true) false takes the softmax of the target, too. Input and target
    are vectors or matrices of one size.
    """

    def __init__(self, opts: Any = None, **options: Any) -> None:
        super().__init__()
        given = {**(dict(opts.items()) if isinstance(opts, Table) else opts or {}), **options}
        self.inputIsADistance = given.get("inputIsADistance") or False
        self.inputIsProbability = given.get("inputIsProbability") or False
        self.inputIsLogProbability = given.get("inputIsLogProbability") or False
        wanted = given.get("targetIsProbability")
        self.targetIsProbability = True if wanted is None else wanted
        self.targetSoftMax = SoftMax()
        self.inputLogSoftMax = LogSoftMax()
        self.inputLog = Log()
        self.gradLogInput = Tensor()
        self.input = Tensor()

    def _normalizer(self) -> Any:
        """The module that makes log-probabilities of the input, None if it holds them."""
        if self.inputIsLogProbability:
            return None
        return self.inputLog if self.inputIsProbability else self.inputLogSoftMax

    def normalize(self, input: Any, target: Any) -> None:
        """Sets `probTarget` and `logProbInput`."""
        if input._size != target._size:
            shown = f"input {sizes(input._size)}, target {sizes(target._size)}"
            raise TorchError(f"nn.DistNLLCriterion: inconsistent target size: {shown}")
        self.probTarget = target if self.targetIsProbability else self.targetSoftMax.updateOutput(target)
        if self.inputIsADistance:
            negative(input.array, out=self.input.resize_array(input._size))
        else:
            self.input = input
        module = self._normalizer()
        self.logProbInput = self.input if module is None else module.updateOutput(self.input)

    def denormalize(self) -> None:
        """Sets `gradInput` from `gradLogInput`."""
        module = self._normalizer()
        self.gradInput = self.gradLogInput if module is None else module.updateGradInput(self.input, self.gradLogInput)
        if self.inputIsADistance:
            self.gradInput.mul(-1)

    def updateOutput(self, input: Any, target: Any) -> Any:
        self.normalize(input, target)
        self.output = -float(np.vdot(self.logProbInput.array, self.probTarget.array))
        return self.output

    def updateGradInput(self, input: Any, target: Any) -> Any:
        self.normalize(input, target)
        negative(self.probTarget.array, out=self.gradLogInput.resize_array(input._size))
        self.denormalize()
        return self.gradInput

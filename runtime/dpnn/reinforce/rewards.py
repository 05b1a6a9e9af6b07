"""What the reward criterions share (nn.VRClassReward, nn.BinaryClassReward)."""

from __future__ import annotations

from typing import Any

from ...nn import MSECriterion
from ...nn.criterion.common import buffer
from ...nn.criterion.criterion import Criterion
from ...nn.table.arrays import fitted
from ...table import Table
from ...tensor import Tensor
from ..module import reinforce


class ClassReward(Criterion):
    """input {prediction, baseline}: the reward of a sample is `scale` if its prediction is right, else 0.

    The loss is minus the mean (sum, with ``sizeAverage`` false) of the rewards. Backward hands the reward less
    the baseline, the reward that was to be expected, to ``module.reinforce``; the gradient by the prediction is
    0, that by the baseline comes from `criterion` (nn.MSECriterion).
    """

    reward: Any = None
    vrReward: Any = None

    def __init__(self, module: Any, scale: float | None = None, criterion: Any = None) -> None:
        super().__init__()
        self.module = module
        self.scale = 1 if scale is None else scale
        self.criterion = MSECriterion() if criterion is None else criterion
        self.sizeAverage = True
        self.gradInput = Table([Tensor()])

    def _rewarded(self, right: Any, input: Any) -> Any:
        """Sets `reward` and the loss, given which samples are right."""
        reward = buffer(self, "reward", input).resize_array((len(right),))
        reward[...] = right
        reward *= self.scale
        self.output = -float(reward.sum(dtype="f8"))
        if self.sizeAverage:
            self.output /= input._size[0]
        return self.output

    def _reinforce(self, baseline: Any, count: int) -> None:
        """Hands the reward less the baseline to the module."""
        reward = self.reward.array
        variance_reduced = buffer(self, "vrReward", self.reward).resize_array(reward.shape)
        variance_reduced[...] = reward - fitted(baseline.array, reward.shape)
        if self.sizeAverage:
            variance_reduced /= count
        reinforce(self.module, self.vrReward)

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        """Converts all but the module, which is part of a net and converted with that."""
        for name in ("_maxVal", "_maxIdx", "__maxIdx", "_target", "_binary"):
            vars(self).pop(name, None)
        module, self.module = self.module, None
        try:
            return super().type(type, tensorCache)
        finally:
            self.module = module

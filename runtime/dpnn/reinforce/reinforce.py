"""Base of the modules that learn from a reward (nn.Reinforce)."""

from __future__ import annotations

from typing import Any

from ...nn.module import Module
from ...nn.simple.common import copied, require
from ...nn.table.arrays import fitted
from ...registry import register
from ..module import to_batch
from ..module.reinforce import reinforce_children


@register("nn.Reinforce")
class Reinforce(Module):
    """A module whose output is drawn at random from a distribution that its input describes.

    In evaluation it gives the most likely output instead, unless `stochastic`. After a forward pass a criterion
    calls `reinforce(reward)`, one number a sample; the gradient is then -reward times the derivative of the
    logarithm of the probability of what was drawn, whatever gradOutput.
    """

    stochastic: Any = None
    reward: Any = None

    def __init__(self, stochastic: bool | None = None) -> None:
        super().__init__()
        self.stochastic = stochastic

    def reinforce(self, reward: Any) -> None:
        """Keeps the reward for the next backward pass."""
        reinforce_children(self, reward)
        self.reward = reward

    def _acts(self) -> bool:
        return bool(self.stochastic) or self.train is not False

    def updateOutput(self, input: Any) -> Any:
        self.output.set(input)

    def updateGradInput(self, input: Any, gradOutput: Any = None) -> Any:
        copied(self.gradInput, self.rewardAs(input))

    def rewardAs(self, input: Any) -> Any:
        """The reward as a tensor of the size of `input`, the same for all elements of a sample."""
        reward = self.reward
        require(reward.dim() == 1, "assertion failed!")
        if input._size == reward._size:
            return reward
        count = reward._size[0]
        if count != input._size[0]:
            input = to_batch(self, input, input.dim())
            require(count == input._size[0], f"{count} ~= {input._size[0]}")
        return reward.view(count, *[1] * (input.dim() - 1)).expandAs(input)

    def _finish(self, gradient: Any, input: Any) -> None:
        """Multiplies the derivative of the log probability by minus the reward."""
        gradient *= fitted(self.rewardAs(input).array, gradient.shape)
        gradient *= -1

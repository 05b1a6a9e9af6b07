"""The simple trainer of nn (nn.StochasticGradient)."""

from __future__ import annotations

from typing import Any

from ...console import lua_print
from ...objects import TorchObject
from ...printing import lua_tostring
from ...registry import register
from ...table import Table
from .. import utils


@register("nn.StochasticGradient")
class StochasticGradient(TorchObject):
    """Trains a module on single examples: ``StochasticGradient(module, criterion).train(dataset)``.

    dataset[i] is {input, target}, dataset:size() their number (in Python a list of pairs will do).
    Fields: learningRate, learningRateDecay, maxIteration (passes over the data), shuffleIndices, verbose;
    hookExample(self, example) and hookIteration(self, iteration, error) are called where set.
    """

    hookExample: Any = None
    hookIteration: Any = None

    def __init__(self, module: Any, criterion: Any) -> None:
        self.learningRate = 0.01
        self.learningRateDecay = 0
        self.maxIteration = 25
        self.shuffleIndices = True
        self.module = module
        self.criterion = criterion
        self.verbose = True

    def train(self, dataset: Any) -> None:
        """Goes `maxIteration` times through all examples (for ever if it is 0 or less)."""
        from ...torch.random import randperm

        dataset = utils.as_table(dataset)
        count = _size(dataset)
        order = [int(i) for i in randperm(count).tolist()]
        if not self.shuffleIndices:
            order = list(range(1, count + 1))
        lua_print("# StochasticGradient: training")
        iteration, rate = 1, self.learningRate
        while True:
            error = sum(self._step(dataset[i], rate) for i in order) / count
            if self.hookIteration:
                self.hookIteration(self, iteration, error)
            if self.verbose:
                lua_print("# current error = " + lua_tostring(error))
            iteration += 1
            rate = self.learningRate / (1 + iteration * self.learningRateDecay)
            if 0 < self.maxIteration < iteration:
                lua_print("# StochasticGradient: you have reached the maximum number of iterations")
                lua_print("# training error = " + lua_tostring(error))
                return

    def _step(self, example: Any, rate: float) -> float:
        module, criterion = self.module, self.criterion
        input, target = example[1], example[2]
        error = criterion.forward(module.forward(input), target)
        module.updateGradInput(input, criterion.updateGradInput(module.output, target))
        module.accUpdateGradParameters(input, criterion.gradInput, rate)
        if self.hookExample:
            self.hookExample(self, example)
        return error[0] if isinstance(error, tuple) else error


def _size(dataset: Any) -> int:
    """dataset:size(), where the method may be a field of a table; else the length."""
    method = dataset.get("size") if isinstance(dataset, Table) else getattr(dataset, "size", None)
    if method is None:
        return len(dataset)
    return int(method(dataset) if isinstance(dataset, Table) else method())

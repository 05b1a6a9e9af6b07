"""Differential evolution (optim.de)."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import random
from ..errors import TorchError
from ..random import Generator
from ..table import Table
from .common import option


def de(opfunc: Any, x: Any, config: Any = None, state: Any = None) -> tuple[Any, Any]:
    """Searches the box minRegion..maxRegion (-30..30) without gradients: the best point and all values found.

    Options: maxFEs (number of evaluations, a multiple of popsize), popsize (10 times x's elements), scaleFactor,
    crossoverRate. `x` gives type and size only; points are vectors. The random numbers are always the same
    (a generator of its own with seed 1).
    """
    config = Table() if config is None else config
    return _Population(opfunc, x, config).run()


def _required(config: Any, name: str) -> float:
    value = config.get(name)
    if value is None:
        raise TorchError(f"optim.de: config.{name} is missing")
    return float(value)


class _Population:
    def __init__(self, opfunc: Any, x: Any, config: Any) -> None:
        self.opfunc, self.config = opfunc, config
        self.maxFEs = int(_required(config, "maxFEs"))
        self.scale, self.rate = _required(config, "scaleFactor"), _required(config, "crossoverRate")
        self.count, self.dimensions = int(option(config, "popsize", 10 * x.nElement())), x.nElement()
        if self.count < 3:
            raise TorchError("optim.de: config.popsize must be at least 3")
        self.new = type(x)
        self.values = self.new.empty((self.maxFEs,)).zero()
        self.evaluated = 0
        self.generator = Generator()
        self.generator.manualSeed(1)

    def evaluate(self, point: Any) -> float:
        """f at a point; it is recorded."""
        if self.evaluated == self.maxFEs:
            raise TorchError(f"optim.de: more than maxFEs = {self.maxFEs} evaluations: popsize must divide it")
        found = self.opfunc(point)
        self.values.array[self.evaluated] = found[0] if isinstance(found, tuple) else found
        self.evaluated += 1
        return self.values.array[self.evaluated - 1]

    def run(self) -> tuple[Any, Any]:
        config, size = self.config, (self.count, self.dimensions)
        population, children = self.new.empty(size), self.new.empty(size)
        low, high = option(config, "minRegion", -30), option(config, "maxRegion", 30)
        population.uniform(self.generator, low, high)
        fitness = np.array([self.evaluate(point) for point in population])
        best = population.array[fitness.argmax()].copy()  # Torch starts from the worst point
        smallest = fitness.max()
        while self.evaluated + 1 < self.maxFEs:
            self._breed(population.array, children.array, best)
            found = np.array([self.evaluate(point) for point in children])
            better = np.flatnonzero(found <= fitness)
            population.array[better], fitness[better] = children.array[better], found[better]
            if len(better) and fitness[better].min() < smallest:
                winner = better[fitness[better].argmin()]
                smallest = fitness[winner]
                best[...] = children.array[winner]
        return self.new.wrap(best), self.values

    def _breed(self, population: Any, children: Any, best: Any) -> None:
        """Each child mixes its parent with the best point, moved by the difference of two others."""
        generator = self.generator
        for i in range(self.count):
            first = second = i
            while first == i:
                first = self._index(self.count)
            while second in (first, i):
                second = self._index(self.count)
            everything = i == self._index(self.dimensions)
            crossed = generator.uniforms(self.dimensions) < self.rate
            mutant = best + self.scale * (population[first].astype("f8") - population[second])
            children[i] = mutant if everything else np.where(crossed, mutant, population[i])

    def _index(self, count: int) -> int:
        return random.random(1, count, generator=self.generator) - 1

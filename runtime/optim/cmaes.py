"""CMA-ES: evolution with an adapted covariance matrix, after Hansen's barecmaes2 (optim.cmaes)."""

from __future__ import annotations

import math
from collections.abc import MutableMapping
from typing import Any

import numpy as np

from ..console import lua_print
from ..errors import TorchError
from ..printing import cformat, lua_tostring
from ..table import Table
from ..tensor import from_array
from ..tensor.default import default_type
from ..torch import symeig
from .common import number, option, tables


def cmaes(opfunc: Any, x: Any, config: Any = None, state: Any = None) -> tuple[Any, Table, int]:
    """Searches around `x` without gradients: the best point (a vector), the best value of each generation (the
    value at x first, the best of all last), and the number of evaluations.

    Options, in `state` where one is given: sigma (the first step size, needed), maxEval (1000 n^2), ftarget, popsize
    (4 + 3 log n), min_iterations (1), verb_disp (generations between reports, 0: none). x is a Float- or DoubleTensor.
    """
    config, state = tables(config, state)
    if x.dtype.numpy.name not in ("float32", "float64"):
        raise TorchError(f"Unsupported Tensor {x._typename} please use Float- or DoubleTensor for x")
    return _Run(opfunc, x, state).run()


class _Weights:
    """Hansen's constants for `n` dimensions and a population of `count`."""

    def __init__(self, n: int, count: float) -> None:
        self.parents = count / 2
        weights = np.log(self.parents + 0.5) - np.log(np.arange(1, int(self.parents) + 1))
        self.weights = weights / weights.sum()
        self.mueff = mueff = float(self.weights.sum()) ** 2 / float((self.weights**2).sum())
        self.cc = (4 + mueff / n) / (n + 4 + 2 * mueff / n)
        self.cs = (mueff + 2) / (n + mueff + 5)
        self.c1 = 2 / ((n + 1.3) ** 2 + mueff)
        self.cmu = min(1 - self.c1, 2 * (mueff - 2 + 1 / mueff) / ((n + 2) ** 2 + mueff))
        self.damping = 2 * mueff / count + 0.3 + self.cs


class _Run:
    """One call; mean, sigma and C (covariance) describe the distribution, B and D are C's axes and their lengths."""

    def __init__(self, opfunc: Any, x: Any, state: MutableMapping) -> None:
        self.opfunc, self.x = opfunc, x
        self.n = n = x.nElement()
        if state.get("sigma") is None:
            raise TorchError("optim.cmaes: the first step size, state.sigma, is missing")
        self.sigma, self.ftarget = float(state["sigma"]), state.get("ftarget")
        self.maxEval = number(state.get("maxEval"), 1e3 * n**2)
        self.least = option(state, "min_iterations", 1)
        self.report = option(state, "verb_disp", 0)
        self.count = int(option(state, "popsize", 4 + int(3 * math.log(n))))
        if self.count < 2:
            raise TorchError("optim.cmaes: state.popsize must be at least 2")
        self.constants = _Weights(n, self.count)
        kind = x.array.dtype
        self.mean = x.array.reshape(-1).copy()
        self.B, self.C, self.inverse_root = (np.eye(n, dtype=kind) for _ in range(3))
        self.D = np.ones(n, kind)
        self.path, self.sigma_path = np.zeros(n, kind), np.zeros(n, kind)
        self.candidates = type(x).empty((self.count, n))
        self.fitness = default_type().empty((self.count,))
        self.evaluations, self.decomposed = 0, 0
        self.best: tuple[Any, float, int] | None = None

    def run(self) -> tuple[Any, Table, int]:
        values = Table([self._value(self.x)])
        generation = 0
        while not self.reasons() or generation < self.least:
            generation += 1
            self.sample()
            for i, candidate in enumerate(self.candidates):
                self.fitness.array[i] = self._value(candidate.view(*self.x._size))
            values.append(self.update())
            self.display()
        assert self.best is not None
        point, value, evaluations = self.best
        if self.report > 0:
            self._conclude(point, value, evaluations, generation)
        values.append(value)
        return point, values, self.evaluations

    def _value(self, point: Any) -> float:
        found = self.opfunc(point)
        return found[0] if isinstance(found, tuple) else found

    def sample(self) -> None:
        """Fills `candidates` with points of the distribution; decomposes C when it has changed enough."""
        constants = self.constants
        if self.evaluations - self.decomposed > self.count / (constants.c1 + constants.cmu) / self.n / 10:
            self.decomposed = self.evaluations
            self.C = np.triu(self.C) + np.triu(self.C, 1).T
            squares, vectors = symeig(from_array(self.C), "V")  # LAPACK's syev as in Torch: signs matter
            self.D, self.B = np.sqrt(squares.array), vectors.array
            self.inverse_root = (self.B / self.D) @ self.B.T
        noise = type(self.x).empty((self.n,))
        for row in self.candidates.array:
            scaled = noise.normal(0, 1).array * self.D
            row[...] = self.mean + (self.B @ scaled) * self.sigma

    def update(self) -> float:
        """Adapts the distribution to the better half of the candidates; returns the best value."""
        constants, n = self.constants, self.n
        cs, cc, c1 = constants.cs, constants.cc, constants.c1
        self.evaluations += self.count
        fitness = self.fitness.array
        order = np.argsort(fitness, kind="stable")
        fitness[...] = fitness[order]
        chosen = self.candidates.array[order[: len(constants.weights)]]
        self._keep(chosen[0], fitness[0].item())
        weights = constants.weights.astype(chosen.dtype)
        before, self.mean = self.mean, weights @ chosen
        moved = self.mean - before
        factor = math.sqrt(cs * (2 - cs) * constants.mueff) / self.sigma
        self.sigma_path = self.sigma_path - self.sigma_path * cs + (self.inverse_root @ moved) * factor
        length = float((self.sigma_path**2).sum())
        settled = 1 - (1 - cs) ** (2 * self.evaluations / self.count)
        steady = 1.0 if length / settled / n < 2 + 4 / (n + 1) else 0.0
        factor = math.sqrt(cc * (2 - cc) * constants.mueff) / self.sigma
        self.path = self.path - self.path * cc + moved * (factor * steady)
        away = chosen - before
        rank_mu = (away * weights[:, None]).T @ away / self.sigma**2
        decay = c1 - (1 - steady**2) * c1 * cc * (2 - cc) + constants.cmu
        self.C = self.C - decay * self.C + c1 * np.outer(self.path, self.path) + constants.cmu * rank_mu
        self.sigma *= math.exp(min(0.6, cs / constants.damping * (length / n - 1) / 2))
        return fitness[0].item()

    def _keep(self, point: Any, value: float) -> None:
        if self.best is None or value < self.best[1]:
            self.best = type(self.x).wrap(point.copy()), value, self.evaluations

    def reasons(self) -> dict[str, Any]:
        """Why to stop: each reason with its limit."""
        if not self.evaluations:
            return {}
        fitness, longest, shortest = self.fitness.array, float(self.D.max()), float(self.D.min())
        held = {
            "evals": (self.evaluations >= self.maxEval, self.maxEval),
            "ftarget": (self.ftarget is not None and fitness[0] <= self.ftarget, self.ftarget),
            "condition": (longest > 1e7 * shortest, 1e7),
            "tolfun": (fitness[-1] - fitness[0] < 1e-12, 1e-12),
            "tolx": (self.sigma * longest < 1e-11, 1e-11),
        }
        return {name: limit for name, (met, limit) in held.items() if met}

    def display(self) -> None:
        """One line on this generation, every `verb_disp` generations."""
        if not self.report:
            return
        generation = self.evaluations // self.count
        if generation == 1 or generation % (10 * self.report) == 0:
            lua_print("evals:\t ax-ratio max(std)   f-value")
        if generation <= 2 or generation % self.report == 0:
            spread = self.sigma * math.sqrt(float(np.diagonal(self.C).max()))
            ratio = float(self.D.max()) / float(self.D.min())
            text = f"{self.evaluations}: " + cformat(" %6.1f %8.1e ", ratio, spread)
            lua_print(text + lua_tostring(self.fitness.array[0].item()))

    def _conclude(self, point: Any, value: float, evaluations: int, generations: int) -> None:
        for name, limit in self.reasons().items():
            lua_print("termination by", name, "=", limit)
        lua_print("best f-value =", value)
        lua_print("solution = ")
        lua_print(point)
        lua_print("best found at iteration: ", evaluations / self.count, " , total iterations: ", generations)

"""Conjugate gradients with Rasmussen's line search, his minimize.m (optim.cg)."""

from __future__ import annotations

import math
from collections.abc import MutableMapping
from typing import Any

from ..negation import negative
from ..table import Table
from .common import option, tables
from .numbers import divide, greatest, least, sqrt


def cg(opfunc: Any, x: Any, config: Any = None, state: Any = None) -> tuple[Any, Table, int]:
    """Minimises from `x` on, in place: x, the values f(x) after each line search, and the number of evaluations.

    Options: maxIter (20; trial steps of one line search), maxEval (1.25 maxIter), rho (0.01) and sig (0.5; what
    a step must reach), int (0.1) and ext (3; how far to inter- and extrapolate), ratio (100). The state
    holds the tensors df0, df1, df2, df3, x0 and s.
    """
    config, state = tables(config, state)
    return _Run(opfunc, x, config, state).run()


class _Run:
    """One call. A point of the line search is (z, f, d): a step, the value there and the slope along s."""

    def __init__(self, opfunc: Any, x: Any, config: MutableMapping, state: MutableMapping) -> None:
        self.opfunc, self.x, self.state = opfunc, x, state
        self.rho, self.sig = option(config, "rho", 0.01), option(config, "sig", 0.5)
        self.int, self.ext = option(config, "int", 0.1), option(config, "ext", 3.0)
        self.maxIter, self.ratio = option(config, "maxIter", 20), option(config, "ratio", 100)
        self.maxEval = option(config, "maxEval", self.maxIter * 1.25)
        self.evaluations = 0
        self.tensors = {name: self._tensor(name) for name in ("df0", "df1", "df2", "df3", "x0", "s")}

    def _tensor(self, name: str) -> Any:
        found = self.state.get(name)
        found = type(self.x)() if found is None else found
        found.resize_array(self.x._size)
        return found

    def evaluate(self, gradient: str) -> float:
        """f(x); the gradient goes into the tensor of this name."""
        f, g = self.opfunc(self.x)
        self.tensors[gradient].array[...] = g.array
        self.evaluations += 1
        return f

    def slope(self, gradient: str) -> float:
        return self.tensors[gradient].dot(self.tensors["s"])

    def run(self) -> tuple[Any, Table, int]:
        tensors = self.tensors
        f = self.evaluate("df1")
        values = Table([f])
        negative(tensors["df1"].array, out=tensors["s"].array)
        d = -tensors["s"].dot(tensors["s"])
        z = divide(1, 1 - d)
        while self.evaluations < abs(self.maxEval):
            tensors["x0"].array[...] = self.x.array
            tensors["df0"].array[...] = tensors["df1"].array
            found, z, value = self._search(z, f, d)
            if not found:
                self.x.array[...] = tensors["x0"].array
                tensors["df1"].array[...] = tensors["df0"].array
                break
            f = value
            values.append(f)
            slope = self._conjugate()
            z *= least(self.ratio, divide(d, slope - 1e-320))
            d = slope
        for name, tensor in tensors.items():
            self.state[name] = tensor
        return self.x, values, self.evaluations

    def _conjugate(self) -> float:
        """Turns to the Polack-Ribiere direction, or to steepest descent where that does not go down."""
        s, old, new = (self.tensors[name] for name in ("s", "df1", "df2"))
        weight = divide(new.dot(new) - new.dot(old), old.dot(old))
        direction = s.array
        direction *= weight
        direction -= new.array
        swapped = old.array.copy()
        old.array[...] = new.array
        new.array[...] = swapped
        slope = old.dot(s)
        if slope > 0:
            negative(old.array, out=direction)
            slope = -s.dot(s)
        return slope

    def _step(self, z: float) -> tuple[float, float]:
        """Goes on by `z` along s; value and slope there."""
        self.x.array[...] += z * self.tensors["s"].array
        f = self.evaluate("df2")
        return f, self.slope("df2")

    def _search(self, z1: float, f1: float, d1: float) -> tuple[bool, float, float]:
        """A step along s from the value `f1` and the slope `d1`: whether one was found, the step, the value there."""
        f2, d2 = self._step(z1)
        f3, d3, z3 = f1, d1, -z1  # the third point is the first one
        left = min(self.maxIter, self.maxEval - self.evaluations)
        limit = -1.0

        def too_far() -> bool:
            return f2 > f1 + z1 * self.rho * d1 or d2 > -self.sig * d1

        while True:
            while too_far() and left > 0:
                limit = z1
                z2 = self._between((f1, f2, f3), (d2, d3), z3)
                z1 += z2
                f2, d2 = self._step(z2)
                left -= 1
                z3 -= z2
            if too_far() or d2 > self.sig * d1 or left == 0:
                return not too_far() and d2 > self.sig * d1, z1, f2
            z2 = self._beyond((f2, f3), (d2, d3), z1, z3, limit)
            f3, d3, z3 = f2, d2, -z2
            z1 += z2
            f2, d2 = self._step(z2)
            left -= 1

    def _between(self, values: tuple, slopes: tuple, z3: float) -> float:
        """A step back into the bracket: to the minimum of a parabola or cubic, but not too near its ends."""
        (f1, f2, f3), (d2, d3) = values, slopes
        if f2 > f1:
            z2 = z3 - divide(0.5 * d3 * z3 * z3, d3 * z3 + f2 - f3)
        else:
            a = divide(6 * (f2 - f3), z3) + 3 * (d2 + d3)
            b = 3 * (f3 - f2) - z3 * (d3 + 2 * d2)
            z2 = divide(sqrt(b * b - a * d2 * z3 * z3) - b, a)
        if not math.isfinite(z2):
            z2 = z3 / 2
        return greatest(least(z2, self.int * z3), (1 - self.int) * z3)

    def _beyond(self, values: tuple, slopes: tuple, z1: float, z3: float, limit: float) -> float:
        """A step further, to the minimum of the cubic as far as it is to be trusted."""
        (f2, f3), (d2, d3) = values, slopes
        a = divide(6 * (f2 - f3), z3) + 3 * (d2 + d3)
        b = 3 * (f3 - f2) - z3 * (d3 + 2 * d2)
        z2 = divide(-d2 * z3 * z3, b + sqrt(b * b - a * d2 * z3 * z3))
        bounded = limit > -0.5
        if not math.isfinite(z2) or z2 < 0:
            return (limit - z1) / 2 if limit >= -0.5 else z1 * (self.ext - 1)
        if bounded and z2 + z1 > limit:
            return (limit - z1) / 2
        if limit < -0.5 and z2 + z1 > z1 * self.ext:
            return z1 * (self.ext - 1)
        if z2 < -z3 * self.int:
            return -z3 * self.int
        if bounded and z2 < (limit - z1) * (1 - self.int):
            return (limit - z1) * (1 - self.int)
        return z2

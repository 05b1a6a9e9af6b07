"""A line search for the strong Wolfe conditions (optim.lswolfe)."""

from __future__ import annotations

from typing import Any

import numpy as np

from .common import option
from .numbers import divide
from .polyinterp import cubic, within


def lswolfe(
    opfunc: Any, x: Any, t: float, d: Any, f: float, g: Any, gtd: float, options: Any = None
) -> tuple[float, Any, Any, float, int]:
    """Moves `x` along the direction `d` by a step that satisfies the Wolfe conditions, as far as one is found.

    `t` is the first step to try; `f`, `g` and `gtd` are the value, the gradient and the slope along d at x.
    Options: c1 (1e-4), c2 (0.9), tolX (1e-9), maxIter (20), verbose. Returns the value and gradient there,
    x, the step and the number of evaluations.
    """
    search = _Search(opfunc, x, d, (f, g, gtd), options or {})
    search.bracket(t)
    search.zoom()
    return search.finish()


class _Search:
    """One search: `steps`, `values` and `gradients` are the one or two ends of the bracket."""

    def __init__(self, opfunc: Any, x: Any, d: Any, start: tuple, options: Any) -> None:
        self.opfunc, self.x, self.d = opfunc, x, d
        self.origin = x.clone()
        self.f, self.g, self.slope = start
        self.c1, self.c2 = option(options, "c1", 1e-4), option(options, "c2", 0.9)
        self.tolX, self.maxIter = option(options, "tolX", 1e-9), option(options, "maxIter", 20)
        self.verbose = option(options, "verbose", False)
        self.evaluations = self.iterations = 0
        self.done = False

    def evaluate(self, t: float) -> tuple[float, Any, float]:
        """Value, gradient and slope along the direction at a step `t` from the origin."""
        self.place(t)
        f, g = self.opfunc(self.x)
        self.evaluations += 1
        return f, g, g.dot(self.d)

    def place(self, t: float) -> None:
        point = self.x.array
        point[...] = self.origin.array
        point += t * self.d.array

    def keep(self, *ends: tuple[float, float, Any]) -> None:
        """Sets the bracket; numbers are rounded to x's type, gradients copied."""
        kind = self.x.array.dtype
        self.steps = np.array([step for step, _, _ in ends], kind)
        self.values = np.array([value for _, value, _ in ends], kind)
        self.gradients = np.stack([gradient.array for _, _, gradient in ends])

    def descends(self, t: float, f: float) -> bool:
        """Armijo: the value fell enough."""
        return not f > self.f + self.c1 * t * self.slope

    def is_flat(self, slope: float) -> bool:
        return abs(slope) <= -self.c2 * self.slope

    def bracket(self, t: float) -> None:
        """Goes further and further until an interval must hold a point to take."""
        f, g, slope = self.evaluate(t)
        before: tuple = (0, self.f, self.g.clone(), self.slope)
        while self.iterations < self.maxIter:
            if not self.descends(t, f) or (self.iterations > 1 and f >= before[1]):
                return self.keep(before[:3], (t, f, g))
            if self.is_flat(slope):
                self.done = True
                return self.keep((t, f, g))
            if slope >= 0:
                return self.keep(before[:3], (t, f, g))
            here = t, f, g.clone(), slope
            t = self._beyond(before, here)
            before = here
            f, g, slope = self.evaluate(t)
            self.iterations += 1
        self.keep((0, self.f, self.g), (t, f, g))

    def _beyond(self, before: tuple, here: tuple) -> float:
        """The next step to try, by extrapolation."""
        (a, fa, _, slope_a), (b, fb, _, slope_b) = before, here
        points = np.array([(a, fa, slope_a), (b, fb, slope_b)], self.x.array.dtype)
        return within(points, b + 0.01 * (b - a), b * 10)[0]

    def zoom(self) -> None:
        """Narrows the bracket until one of its ends satisfies the conditions."""
        stuck = False
        while not self.done and self.iterations < self.maxIter:
            low = int(self.values.argmin())
            lowest = self.values[low].item()
            t, stuck = self._inside(stuck)
            f, g, slope = self.evaluate(t)
            self.iterations += 1
            replaced = 1 - low
            if self.descends(t, f) and not f >= lowest:
                if self.is_flat(slope):
                    self.done = True
                elif slope * (self.steps[1 - low] - self.steps[low]) >= 0:
                    for ends in (self.steps, self.values, self.gradients):
                        ends[1 - low] = ends[low]
                replaced = low
            self.steps[replaced], self.values[replaced], self.gradients[replaced] = t, f, g.array
            if not self.done and abs((self.steps[0].item() - self.steps[1].item()) * slope) < self.tolX:
                break

    def _inside(self, stuck: bool) -> tuple[float, bool]:
        """A step within the bracket, by interpolation but not too near its ends twice in a row."""
        ends = self.steps.tolist()
        slopes = (self.gradients.reshape(2, -1) @ self.d.array.reshape(-1)).tolist()
        t = cubic(np.array([ends, self.values.tolist(), slopes], self.steps.dtype).T)
        first, last = min(ends), max(ends)
        if not divide(min(last - t, t - first), last - first) < 0.1:
            return t, False
        if stuck or t >= last or t <= first:
            margin = 0.1 * (last - first)
            return (last - margin if abs(t - last) < abs(t - first) else first + margin), False
        return t, True

    def finish(self) -> tuple[float, Any, Any, float, int]:
        """Moves x to the better end of the bracket."""
        if self.iterations == self.maxIter and self.verbose:
            from ..console import lua_print

            lua_print("<optim.lswolfe> ", "reached max number of iterations")
        best = int(self.values.argmin())
        t = self.steps[best].item()
        self.place(t)
        return self.values[best].item(), type(self.g).wrap(self.gradients[best].copy()), self.x, t, self.evaluations

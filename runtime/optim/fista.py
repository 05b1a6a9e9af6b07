"""FISTA, and ISTA, with a backtracking line search (optim.FistaLS)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ..console import lua_print
from ..printing import cformat
from ..table import Table
from ..tensor.default import default_type
from .common import option


def FistaLS(f: Callable, g: Callable, pl: Callable, xinit: Any, params: Any = None) -> tuple[Any, Table]:
    """Minimises f + g, where f is smooth: returns the solution and a table with an entry for each iteration.

    ``f(x)`` and ``g(x)`` are values, ``f(x, 'dx')`` adds f's gradient, ``pl(x, L)`` replaces x by the
    minimum of the problem around it (for an L1 penalty: shrinks it). Params: L (0.1), Lstep (1.5), maxiter (50),
    maxline (20), errthres (1e-4), doFistaUpdate (false: ISTA), verbose; L and the tensors xkm, y and
    ply are written into it.
    """
    return _Run(f, g, pl, xinit, Table() if params is None else params).run()


def _value(result: Any) -> float:
    return result[0] if isinstance(result, tuple) else result


class _Run:
    """One call; xk is the solution so far, xkm the one before, y where the next step starts."""

    def __init__(self, f: Callable, g: Callable, pl: Callable, xinit: Any, params: Any) -> None:
        self.f, self.g, self.pl, self.xk, self.params = f, g, pl, xinit, params
        self.L, self.Lstep = option(params, "L", 0.1), option(params, "Lstep", 1.5)
        self.maxiter, self.maxline = option(params, "maxiter", 50), option(params, "maxline", 20)
        self.verbose = option(params, "verbose", False)
        self.xkm, self.y, self.ply = (self._tensor(name) for name in ("xkm", "y", "ply"))

    def _tensor(self, name: str) -> Any:
        """A tensor of zeros in the params, of xinit's size."""
        found = self.params.get(name)
        if found is None:
            found = self.params[name] = default_type()()
        found.resize_array(self.xk._size).fill(0)
        return found

    def say(self, template: str, *values: float) -> None:
        if self.verbose:
            lua_print(cformat(template, *values))

    def run(self) -> tuple[Any, Table]:
        errthres = option(self.params, "errthres", 1e-4)
        fista = option(self.params, "doFistaUpdate", False)
        history = Table()
        momentum, value = 1.0, math.inf
        self.g(self.y)
        while len(history) < self.maxiter:
            lines, Q = self._search()
            if fista:
                momentum = self._accelerate(momentum)
            else:
                self.y.array[...] = self.xk.array
            smooth, rough = _value(self.f(self.y)), _value(self.g(self.y))
            before, value = value, smooth + rough
            self.say("iter=%d eold=%g enew=%g", len(history), before, value)
            history.append(Table({"nline": lines, "L": self.L, "F": value, "Fply": smooth, "Gply": rough, "Q": Q}))
            self.params["L"] = self.L
            if self.verbose:
                history[len(history)].update({"xk": self.xk.clone(), "y": self.y.clone()})
            if len(history) > 1 and abs(value - before) <= errthres:
                break
        self.xk.array[...] = self.y.array
        return self.y, history

    def _search(self) -> tuple[int, float]:
        """Steps along the gradient until the quadratic model bounds f there; L grows. Number of trials, the bound."""
        fy, gradient = self.f(self.y, "dx")[:2]
        lines = 0
        while True:
            point = np.multiply(gradient.array, -1 / self.L, out=self.ply.array)
            point += self.y.array
            self.pl(self.ply, self.L)
            self.xk.array[...] = self.ply.array
            value = _value(self.f(self.ply))
            np.subtract(self.ply.array, self.y.array, out=self.ply.array)
            linear, square = gradient.dot(self.ply), self.L / 2 * self.ply.dot(self.ply)
            bound = fy + linear + square
            self.say(
                "nline=%d L=%g fply=%g Q=%g fy=%g Q2=%g Q3=%g", lines, self.L, value, bound, fy, linear, square
            )
            lines += 1
            if value <= bound:
                return lines, bound
            if lines > self.maxline:
                self.xk.array[...] = self.xkm.array
                return lines, bound
            self.L *= self.Lstep

    def _accelerate(self, momentum: float) -> float:
        """Nesterov's step: y goes ahead of xk. Returns the next momentum."""
        following = (1 + math.sqrt(1 + 4 * momentum * momentum)) / 2
        previous, current = self.xkm.array, self.xk.array
        previous -= current
        np.multiply(previous, (1 - momentum) / following, out=self.y.array)
        self.y.array[...] += current
        previous[...] = current
        return following

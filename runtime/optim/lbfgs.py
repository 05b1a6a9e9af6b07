"""Limited-memory BFGS (optim.lbfgs)."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any

import numpy as np

from ..console import lua_print
from ..negation import negative
from ..table import Table
from ..tensor.default import default_type
from .common import number, option, tables


def lbfgs(opfunc: Any, x: Any, config: Any = None, state: Any = None) -> tuple[Any, Table, int | None]:
    """Minimises from `x` on, in place: x, the values f(x) on the way, and the number of evaluations.

    Options: maxIter (20), maxEval (1.25 maxIter), tolFun (1e-5), tolX (1e-9), nCorrection (100), learningRate (1),
    lineSearch (a function such as optim.lswolfe; none: fixed steps), lineSearchOptions, verbose. A later call with the
    same state goes on. Where x is optimal from the start, the number of evaluations is None.
    """
    config, state = tables(config, state)
    return _Run(opfunc, x, config, state).run()


def _l1(buffer: Any, array: Any) -> float:
    """The sum of |array|, which stays in the tensor `buffer`."""
    np.abs(array, out=buffer.array)
    return buffer.sum()


class _Run:
    """One call: the fields t, d, g_old ... are those of the state, which are written back at the end."""

    def __init__(self, opfunc: Callable, x: Any, config: MutableMapping, state: MutableMapping) -> None:
        self.opfunc, self.x, self.config, self.state = opfunc, x, config, state
        self.maxIter = number(config.get("maxIter"), 20)
        self.maxEval = number(config.get("maxEval"), self.maxIter * 1.25)
        self.tolFun, self.tolX = option(config, "tolFun", 1e-5), option(config, "tolX", 1e-9)
        self.nCorrection = int(option(config, "nCorrection", 100))
        self.learningRate = option(config, "learningRate", 1)
        search = config.get("lineSearch")
        self.lineSearch = search if callable(search) else None
        state["funcEval"], state["nIter"] = option(state, "funcEval", 0), option(state, "nIter", 0)

    def say(self, text: str) -> None:
        if option(self.config, "verbose", False):
            lua_print("<optim.lbfgs> ", text)

    def run(self) -> tuple[Any, Table, int | None]:
        state = self.state
        self.f, self.g = self.opfunc(self.x)
        self.values, self.evaluations = Table([self.f]), 1
        state["funcEval"] += 1
        if state.get("tmp1") is None:
            state["tmp1"] = type(self.g).empty(self.g._size)
        self.buffer = state["tmp1"]
        if _l1(self.buffer, self.g.array) <= self.tolFun:
            self.say("optimality condition below tolFun")
            return self.x, self.values, None
        if state.get("dir_bufs") is None:
            self._allocate()
        self._restore()
        iteration = 0
        while iteration < self.maxIter:
            iteration += 1
            if not self.advance(last=iteration == self.maxIter):
                break
            reason = self._reason(iteration)
            if reason:
                self.say(reason)
                break
        self._save()
        return self.x, self.values, self.evaluations

    # The state of earlier calls

    def _allocate(self) -> None:
        """Rows that steps and changes of the gradient are kept in, each a tensor."""
        self.say("creating recyclable direction/step/history buffers")
        count, rows = self.g.nElement(), self.nCorrection + 1
        for name in ("dir_bufs", "stp_bufs"):
            block = type(self.g).empty((rows, count))
            self.state[name] = Table([block.make(block._storage, i * count, (count,), (1,)) for i in range(rows)])

    def _restore(self) -> None:
        state = self.state
        self.d: Any = state.get("d")
        self.t: Any = state.get("t")
        self.g_old: Any = state.get("g_old")
        self.f_old: Any = state.get("f_old")
        self.old_dirs: Any = state.get("old_dirs")
        self.old_stps: Any = state.get("old_stps")
        self.Hdiag: Any = state.get("Hdiag")

    def _save(self) -> None:
        for name in ("old_dirs", "old_stps", "Hdiag", "g_old", "f_old", "t", "d"):
            self.state[name] = getattr(self, name)

    # One iteration

    def advance(self, last: bool) -> bool:
        """A direction and a step along it; False where there is no way down."""
        self.state["nIter"] += 1
        first = self.state["nIter"] == 1
        if first:
            self.d = self.g.clone().mul(-1)
            self.old_dirs, self.old_stps, self.Hdiag = Table(), Table(), 1
        else:
            self._remember()
            self._direct()
        if self.g_old is None:
            self.g_old = self.g.clone()
        self.g_old.array[...] = self.g.array
        self.f_old = self.f
        slope = self.g.dot(self.d)
        if slope > -self.tolX:
            return False
        self.t = self.learningRate
        if first:
            total = _l1(self.buffer, self.g.array)
            self.t *= min(1, 1 / total)
        self._move(slope, last)
        return True

    def _move(self, slope: float, last: bool) -> None:
        """The line search, or a fixed step, after which the last iteration need not evaluate."""
        if self.lineSearch is not None:
            options = self.config.get("lineSearchOptions")
            self.f, self.g, self.x, self.t, count = self.lineSearch(
                self.opfunc, self.x, self.t, self.d, self.f, self.g, slope, options
            )
        else:
            self.x.array[...] += self.t * self.d.array
            if last:
                return
            self.f, self.g = self.opfunc(self.x)
            count = 1
        self.values.append(self.f)
        self.evaluations += count
        self.state["funcEval"] += count

    def _remember(self) -> None:
        """Adds the last step and the change of the gradient to the memory, the oldest pair of which goes."""
        state = self.state
        change, step = state["dir_bufs"].remove(), state["stp_bufs"].remove()
        np.subtract(self.g.array.reshape(-1), self.g_old.array.reshape(-1), out=change.array)
        np.multiply(self.d.array.reshape(-1), self.t, out=step.array)
        curvature = change.dot(step)
        if curvature > 1e-10:
            if len(self.old_dirs) == self.nCorrection:
                state["dir_bufs"].append(self.old_dirs.remove(1))
                state["stp_bufs"].append(self.old_stps.remove(1))
            self.old_dirs.append(step)
            self.old_stps.append(change)
            self.Hdiag = curvature / change.dot(change)
        else:
            state["dir_bufs"].append(change)
            state["stp_bufs"].append(step)

    def _numbers(self, name: str) -> Any:
        """ro or al: one number a pair, in a tensor of the default type."""
        if self.state.get(name) is None:
            self.state[name] = default_type().empty((self.nCorrection,)).zero()
        return self.state[name].array

    def _direct(self) -> None:
        """d = -H g by the two-loop recursion."""
        steps = [s.array for s in self.old_dirs.array_values()]
        changes = [y.array for y in self.old_stps.array_values()]
        ro, al = self._numbers("ro"), self._numbers("al")
        q, scaled = self.buffer.array.reshape(-1), np.empty_like(self.buffer.array.reshape(-1))
        negative(self.g.array.reshape(-1), out=q)
        for i in range(len(steps) - 1, -1, -1):
            ro[i] = 1 / np.dot(changes[i], steps[i]).item()
            al[i] = np.dot(steps[i], q).item() * ro[i].item()
            q -= np.multiply(changes[i], al[i].item(), out=scaled)
        r = self.d.array.reshape(-1)
        np.multiply(q, self.Hdiag, out=r)
        for i, (step, change) in enumerate(zip(steps, changes)):
            be = np.dot(change, r).item() * ro[i].item()
            r += np.multiply(step, al[i].item() - be, out=scaled)

    def _reason(self, iteration: int) -> str | None:
        """Why to stop, if there is a reason."""
        if iteration == self.maxIter:
            return "reached max number of iterations"
        if self.evaluations >= self.maxEval:
            return "max nb of function evals"
        if _l1(self.buffer, self.g.array) <= self.tolFun:
            return "optimality condition below tolFun"
        if _l1(self.buffer, np.multiply(self.d.array, self.t, out=self.buffer.array)) <= self.tolX:
            return "step size below tolX"
        if abs(self.f - self.f_old) < self.tolX:
            return "function value changing less than tolX"
        return None

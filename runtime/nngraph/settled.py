"""A way back for which nothing changes but numbers: the gradients that came before, in the memory where they were."""

from __future__ import annotations

from typing import Any

from ..memory import epoch
from ..table import Table
from ..tensor import TensorCore
from .segment import Segment


class Settled:
    """What the last way back has left; while it holds, only the programs need to run."""

    def __init__(self, plan: Any, values: list, both: bool) -> None:
        self._plan, self.both = plan, both
        self._values, self._epoch = list(values), int(epoch[0])
        result = plan.input.grads[0]
        #: What is in the table that is given, another one each time, and the steps that keep it.
        self._parts = result.array_values() if isinstance(result, Table) else None
        self._holders = [
            step
            for step in plan.backward_steps
            if self._parts is not None and step.total is result and len(step.grads) == 1
        ]

    def holds(self, values: list) -> bool:
        """Whether these are the gradients by the outputs that there were, where they were."""
        if int(epoch[0]) != self._epoch:
            return False
        return len(values) == len(self._values) and all(a is b for a, b in zip(values, self._values))

    def renew(self, gradOutput: Any) -> None:
        """Takes the table that is given this time, and puts the graph's gradient into another one."""
        if self._plan.output.total is not gradOutput:
            _give(self._plan.output, gradOutput)
        if self._parts is not None:
            found = Table(self._parts)
            for step in self._holders:
                _give(step, found)
            self._plan.input.grads = [found]


def _give(step: Any, gradient: Any) -> None:
    """Makes this the one gradient that has arrived: `Step.sum_gradients` without its questions."""
    step.total, step.grads = gradient, [gradient]
    kept = step.data.get("gradOutput")
    if isinstance(kept, Table):
        kept[1], step.kept_grads = gradient, step.grads
    else:
        step.take_gradients()


def may_settle(segments: list[Segment], values: list) -> bool:
    """Whether the steps between the programs only hand on what they are given, which are tensors."""
    if not all(isinstance(value, TensorCore) for value in values):
        return False
    steps = [segment.step for segment in segments if segment.step is not None]
    return all((s.select is not None or s.data.get("module") is None) and len(s.grads) == 1 for s in steps)

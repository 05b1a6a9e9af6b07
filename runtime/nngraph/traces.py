"""When a plan runs by a trace: made once the same sizes come again, given up where they never do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .segment import kinds_of
from .trace import Forward
from .trace_back import Backward

if TYPE_CHECKING:
    from .plan import Plan

#: How many times the same sizes must come before a trace is made.
_RUNS = 2
#: How many traces are made at most.
_TRACES = 4


def update_output(module: Any, input: Any) -> Any:
    """What is run for each module, but for other functions that somebody wants to run."""
    return module.updateOutput(input)


class Traces:
    """The traces of a plan, if it has any."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._forward: Forward | None = None
        self._backward: Backward | None = None
        #: Whether the last way forward (back) went by the trace.
        self._on_trace = self._back_on_trace = False
        #: Whether the last way back has added the gradients by the parameters.
        self.accumulated = False
        self._kinds: list | None = None
        self._runs = self._made = 0

    def forward(self, values: list, run: Callable[[Any, Any], Any]) -> bool:
        """Goes forward by a trace; False where there is none for these inputs."""
        trace = self._forward
        self._on_trace = False
        if trace is None:
            return False
        if run is not update_output or not trace.fits(values):
            self._forward = self._backward = None
            return False
        self._on_trace = trace.run(values, run)
        return True

    def ran(self, values: list, run: Callable[[Any, Any], Any]) -> None:
        """The plan has run on these inputs: time for a trace?"""
        kinds = kinds_of(values)
        self._runs = self._runs + 1 if kinds == self._kinds else 1
        self._kinds = kinds
        if run is update_output and self._runs >= _RUNS and self._made < _TRACES:
            self._made += 1
            self._forward, self._backward = Forward(self._plan, values), None

    def backward(self, gradOutput: Any, values: list, both: bool = False) -> bool:
        """Goes back by a trace; False where there is none. `both`: adds gradients by the parameters where it can."""
        trace = self._backward
        self._back_on_trace = self.accumulated = False
        if trace is None:
            return False
        if not self._on_trace:
            trace.unsettle()
            return False
        if not trace.fits(values):
            self._backward = None
            return False
        self._back_on_trace = trace.run(gradOutput, values, both and trace.may_do_both())
        self.accumulated = trace.accumulated
        if not self._back_on_trace:
            self._backward = None
        return True

    def went_back(self, values: list) -> None:
        """The plan has gone back: time for a trace?"""
        if self._on_trace and self._backward is None and self._forward is not None and self._made <= _TRACES:
            self._backward = Backward(self._plan, self._forward, values)

    def accumulate(self, scale: Any) -> bool:
        """Adds the gradients by the parameters by a trace; False where the modules must."""
        return self._back_on_trace and self._backward is not None and self._backward.accumulate(scale)

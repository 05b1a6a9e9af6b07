"""A graph run again on inputs of the same sizes: what its modules compute, as calls on arrays that stay.

Once a plan has run, outputs, gradients and buffers of its modules are where they will be as long as the sizes are the
same. `Forward` (and trace_back.py's `Backward`) keep the arrays and make the calls on them directly, in programs of C
where they can; modules that they do not know, and views of what comes from outside, run as ever. `fits` tells whether
anything has changed since.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..kernels.native.program import Late, Operation
from ..memory import epoch
from ..tensor import TensorCore
from .guard import Guard, is_at
from .known import forward, read_back, tensors_of
from .passing import Passing
from .segment import Parts, are_kinds, around, arrays_of, kinds_at, kinds_of, programs, rest, sources_in


class Forward:
    """The way forward through a plan that has run."""

    def __init__(self, plan: Any, values: list) -> None:
        self.plan, self.guard = plan, Guard()
        self.kinds = kinds_of(values)
        #: The steps whose outputs stay where they are.
        self.steady: set[int] = set()
        #: The numbers of inputs that have moved since the last way back, None if any may have.
        self.moved: set[int] | None = None
        #: memory.epoch at the last run.
        self._epoch = -1
        self._lates: dict[tuple[int, int], Late] = {}
        self._parts = Parts()
        #: What the way back reads.
        self._needed: list[Any] = []
        self.guard.add_nodes([step.data for step in plan.steps])
        self._passing = Passing(plan, values)
        for step in self._passing.steps:
            if step.select is None and step.data.get("module") is not None:
                self.guard.add_passing(step.data.get("module"))
        self._passes = {id(step) for step in self._passing.steps}
        for number, step in enumerate(plan.steps):
            if id(step) not in self._passes and not self._add_known(step):
                self._add_step(number, step)
        self._parts.end(len(plan.steps) + 1)
        self.segments = programs(self._parts.segments, self._needed + arrays_of(plan.output.given))
        self._around = around(self.segments)

    def passes(self, step: Any) -> bool:
        """Whether a step hands on what the graph is given."""
        return id(step) in self._passes

    def operands(self, step: Any) -> list | None:
        """The arrays of a step's inputs, late where they come from elsewhere; None where these may be no tensors."""
        if all(id(source) in self.steady for source, _ in step.sources):
            return [tensor.array for tensor in tensors_of(step.given)]
        if not all(isinstance(value, TensorCore) for value in step.inputs):
            return None
        places = {place for source, place in step.sources if id(source) in self.steady}
        return [value.array if k in places else self._late_input(step, k) for k, value in enumerate(step.inputs)]

    def _late_input(self, step: Any, k: int) -> Late:
        found = self._lates.get((id(step), k))
        if found is None:
            source = next((self._passing.source(own) for own, place in step.sources if place == k), None)
            found = self._lates[id(step), k] = Late(lambda: step.inputs[k].array, source)
        return found

    def _add_known(self, step: Any) -> bool:
        """Adds the operations of a step; False where they are not known."""
        operands = self.operands(step) if step.sources else None
        if operands is None:
            return False
        late = any(type(operand) is Late for operand in operands)
        module = step.data.get("module") if step.select is None else None
        if module is None:
            operations: list[Operation] | None = None if late else []
        else:
            operations = forward(module, step.given, operands)
        if operations is None:
            return False
        if module is not None:
            self.guard.add(module, "output")
            self._needed += [tensor.array for tensor in read_back(module, step.given)]
        if late:
            outside = [k for k, operand in enumerate(operands) if type(operand) is Late]
            self._parts.late.append(
                (step, kinds_at(step.inputs, outside), sources_in(operands[k].source for k in outside))
            )
        self._parts.operations += operations
        self.steady.add(id(step))
        return True

    def _add_step(self, number: int, step: Any) -> None:
        """Adds a step that runs as ever."""
        module = step.data.get("module")
        output = module.output if module is not None and step.select is None else None
        if isinstance(output, TensorCore) and output is not step.given:
            self.steady.add(id(step))
        else:
            output = None
        self._parts.end(number + 1, step, output, None if output is None else output.array)

    def fits(self, values: list) -> bool:
        return kinds_of(values) == self.kinds and self.guard.holds()

    def run(self, values: list, run: Callable[[Any, Any], Any]) -> bool:
        """Goes through the plan; False where a module gave something else than before and the rest ran as ever."""
        done = False
        try:
            done = self._run(self._moved_with(self._passing.run(values, run)), run)
        finally:
            if not done:
                self._epoch = -1  # nobody knows what has been bound
        return done

    def _run(self, moved: set[int] | None, run: Callable[[Any, Any], Any]) -> bool:
        plan = self.plan
        with self._around():
            for segment in self.segments:
                for step, kinds, sources in segment.late:
                    if step.kept is not None and rest(sources, moved):
                        continue
                    if not are_kinds(step.inputs, kinds):
                        plan.run_from(segment.first, run)
                        return False
                    step.take_input()
                segment.run(moved)
                if segment.step is None:
                    break
                found, output = plan.run_step(segment.step, run), segment.expected
                if output is not None and (found is not output or not is_at(output, segment.arrays)):
                    plan.run_from(segment.following, run)
                    return False
        return True

    def _moved_with(self, numbers: set[int]) -> set[int] | None:
        """The numbers of the inputs that may be other arrays than at the last run, and notes them; None: all may."""
        now = int(epoch[0])
        moved = numbers if now == self._epoch else None
        self._epoch = now
        self.moved = None if moved is None or self.moved is None else self.moved | moved
        return moved

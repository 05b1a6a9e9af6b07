"""The way back through a graph again, with gradients of the same sizes: see trace.py."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..kernels.native.program import Late, Operation, compiled
from ..nn.module import Module
from ..table import Table
from ..tensor import TensorCore
from .guard import Guard, are_at
from .known import accumulate, backward, reads_input, same, tensors_of
from .operations import CODES
from .segment import (
    Parts,
    Segment,
    are_kinds,
    around,
    arrays_of,
    kinds_at,
    kinds_of,
    programs,
    read_by,
    sources_in,
)
from .settled import Settled, may_settle
from .trace import Forward


def _is_of_parts(step: Any) -> bool:
    """Whether a step's gradient is a table made of those of its parts."""
    return step.splits is not None and len(step.grads) == 1 and isinstance(step.grads[0], Table)


def _parts(table: Table) -> list:
    """What a table made of parts holds, None where there is none."""
    numbers = [int(key) for key in table]
    return [table.get(i) for i in range(1, max(numbers, default=0) + 1)]


def _shows(one: Any, other: Any) -> bool:
    """Whether tensors show memory of others."""
    storages = {id(tensor._storage) for tensor in tensors_of(other)}
    return one is other or any(id(tensor._storage) in storages for tensor in tensors_of(one))


def _late_gradient(step: Any, k: int, source: int | None) -> Late:
    return Late(lambda: step.grads[k].array, source)


class Backward:
    """The way back through a plan that has gone it, after the way forward `forward`."""

    def __init__(self, plan: Any, forward: Forward, values: list) -> None:
        self.plan, self.guard, self.parameters = plan, Guard(), Guard()
        self.kinds = kinds_of(values)
        self._forward = forward
        #: (step, place) of the gradients that come from elsewhere each time, and their sources.
        self._outside: dict[tuple[int, int], int | None] = {(id(plan.output), 0): None}
        #: What steps are given by others that stay where they are; whether these are parts of a table, made anew.
        self.templates: list[tuple[Any, list, bool]] = []
        self._parts = Parts()
        self._accumulations: list[Operation] = []
        #: Whether these need nothing but what the last program of the way back leaves.
        self._all_known = True
        #: Which segment is the last with operations; all with the accumulations after those.
        self._last = 0
        self._both: list[Segment] | None = None
        #: What `parameters` guards and `guard` does not.
        self._others: list[Guard] | None = None
        self._arrived: dict[int, int] = {id(plan.output): 1}
        #: The steps in order, and whom their gradients go to.
        self._ways: list[tuple[Any, list]] = []
        self.guard.add_nodes([step.data for step in plan.steps])
        for step in plan.backward_steps:
            self._add(step)
        self._end_segment()
        self._ends = [array for step in plan.steps if forward.passes(step) for array in arrays_of(step.total)]
        self.segments = programs(self._parts.segments, self._ends + read_by(self._accumulations))
        self._around = self._around_both = around(self.segments)
        self.accumulations = Segment([], 0, compiled(self._accumulations, CODES), 0)
        self._around_accumulations = around([self.accumulations])
        self.accumulated = False
        self._settled: Settled | None = None

    def _add(self, step: Any) -> None:
        module = step.data.get("module") if step.select is None else None
        gradient = step.total if module is None else module.gradInput
        outside = [k for k in range(len(step.grads)) if (id(step), k) in self._outside]
        total = self._total(step, outside)
        known = total is not None and not self._is_result(step) and self._add_known(step, module, *total)
        if (outside or not known) and step is not self.plan.output:
            of_parts = _is_of_parts(step)
            self.templates.append((step, _parts(step.grads[0]) if of_parts else list(step.grads), of_parts))
        self._ways.append((step, self._targets(step, gradient)))
        if known:
            if outside:
                sources = [self._outside[id(step), k] for k in outside]
                self._parts.late.append((step, kinds_at(step.grads, outside), sources_in(sources)))
        else:
            self._add_step(step, module, gradient)
        if module is not None:
            self._add_accumulation(step, module, total[1] if known and total is not None else None)

    def _is_result(self, step: Any) -> bool:
        """Whether a step's gradient is (a table in) the table that the graph gives, another one each time."""
        return isinstance(step.total, Table) and self._forward.passes(step)

    def _total(self, step: Any, outside: list[int]) -> tuple[list[Operation], Any] | None:
        """How the sum of a step's gradients is made, and the sum; None where that is not known."""
        grads, total = step.grads, step.total
        if not grads or (outside and not all(isinstance(g, TensorCore) for g in grads)):
            return None
        sources = {k: self._outside[id(step), k] for k in outside}
        operands = [
            _late_gradient(step, k, sources[k]) if k in sources else getattr(g, "array", g) for k, g in enumerate(grads)
        ]
        if len(grads) == 1:
            return [], operands[0]
        if total is not step.data.get("gradOutputBuffer") or not same(total, *grads):
            return None
        first: list[Operation] = [(np.add, (operands[0], operands[1], total.array))]
        return first + [(np.add, (total.array, g, total.array)) for g in operands[2:]], total.array

    def _add_known(self, step: Any, module: Any, operations: list[Operation], g: Any) -> bool:
        """Adds the operations of a step; False where they are not known."""
        if module is None:
            own: list[Operation] | None = None if type(g) is Late else []
        else:
            operands = self._forward.operands(step)
            if operands is None and not reads_input(module):
                operands = []
            own = None if operands is None else backward(module, step.given, operands, step.total, g)
        if own is None:
            return False
        if module is not None:
            self.guard.add(module, "gradInput")
        self._parts.operations += operations + own
        return True

    def _add_step(self, step: Any, module: Any, gradient: Any) -> None:
        """Adds a step that runs as ever."""
        targets = self._ways[-1][1]
        expected = None
        if module is not None and gradient is not None and not _shows(gradient, step.total):
            expected = gradient
        else:
            for target, place, element, key in targets:
                self._outside[id(target), place] = self._source(step, module, element, key)
        arrays = [(tensor, tensor.array) for tensor in tensors_of(expected)]
        self._end_segment(step, expected, arrays, targets)

    def _source(self, step: Any, module: Any, element: int | None, key: Any) -> int | None:
        """Which gradient by the graph's outputs it is that a step hands on; None if it is none of them."""
        if step is self.plan.output:
            return -1 if element is None else -element
        whole = module is None and len(step.grads) == 1 and element is None and key is None
        return self._outside.get((id(step), 0)) if whole else None

    def _end_segment(self, *step: Any) -> None:
        if self._parts.operations:
            self._last = len(self._parts.segments)
        self._parts.end(len(self._ways), *step)

    def _targets(self, step: Any, gradient: Any) -> list:
        """(step, place among its gradients, which element, key of the table there) of whom a gradient goes to."""
        found = []
        sources = step.sources
        if step.select is not None:
            target = sources[0][0]
            place = self._arrived.setdefault(id(target), 1) - 1
            return [(target, place, None, step.select)]
        for source, element in sources:
            if gradient is None or (len(sources) > 1 and gradient.get(element + 1) is None):
                continue
            place = self._arrived.get(id(source), 0)
            self._arrived[id(source)] = place + 1
            found.append((source, place, element + 1 if len(sources) > 1 else None, None))
        return found

    def _add_accumulation(self, step: Any, module: Any, g: Any) -> None:
        if type(module).accGradParameters is Module.accGradParameters:
            return
        operands, operations = self._forward.operands(step), None
        self._all_known &= g is not None
        if operands is not None:
            total = Late(lambda: step.total.array, getattr(g, "source", None)) if g is None or type(g) is Late else g
            operations = accumulate(module, step.given, operands, step.total, total)
        if operations is None:
            self._all_known = False
            operations = [(self.plan.accumulate_step, (step, 1))]
        else:
            self.parameters.add(module, "gradInput")
        self._accumulations += operations

    def fits(self, values: list) -> bool:
        """Whether nothing has changed that it cannot be run with; `values`: the gradients by the outputs."""
        if self._settled is not None and not self._settled.holds(values):
            self._settled = None
        same = self._settled is not None or kinds_of(values) == self.kinds
        return same and self.guard.holds()

    def unsettle(self) -> None:
        """The steps have got other gradients by another way."""
        self._settled = None

    def may_do_both(self) -> bool:
        """Whether `run` can add the gradients by the parameters, too, if all else `fits`."""
        if not self._all_known:
            return False
        if self._others is None:
            if not self.parameters.holds():
                return False
            self._others = self.parameters.beside(self.guard)
        if not all(guard.holds() for guard in self._others):
            return False
        if self._both is None:
            raw = list(self._parts.segments)
            last = raw[self._last]
            raw[self._last] = last._replace(operations=last.operations + self._accumulations)
            self._both = programs(raw, self._ends)
            self._around_both = around(self._both)
        return True

    def run(self, gradOutput: Any, values: list, both: bool = False) -> bool:
        """Goes back; False where a module gave something else than before and the rest ran as ever.

        `both`: adds the gradients by the parameters, too, if it gets as far as that: see `accumulated`.
        """
        segments, context = (self._both or [], self._around_both) if both else (self.segments, self._around)
        settled, self._settled = self._settled, None
        moved, self._forward.moved = self._forward.moved, set()
        if settled is not None and moved is not None and settled.both is both:
            with context():
                for segment in segments:
                    segment.run(moved)
            settled.renew(gradOutput)
            self.accumulated, self._settled = both, settled
            return True
        done = self._run(gradOutput, both, segments, context)
        if done and may_settle(segments, values):
            self._settled = Settled(self.plan, values, both)
        return done

    def _run(self, gradOutput: Any, both: bool, segments: list[Segment], context: Any) -> bool:
        self.accumulated = False
        for step, grads, of_parts in self.templates:
            step.grads = [Table(grads)] if of_parts else list(grads)
        self.plan.output.grads = [gradOutput]
        with context():
            for number, segment in enumerate(segments):
                if not self._take_late(segment):
                    self._go_on(segment.first)
                    return False
                segment.run(None)
                self.accumulated |= both and number == self._last
                if segment.step is None:
                    break
                gradient, expected = self.plan.gradient_of(segment.step), segment.expected
                moved = gradient is not expected or not are_at(tensors_of(gradient), segment.arrays)
                if moved and expected is not None:
                    self._go_on(segment.following, (segment.step, segment.targets, gradient))
                    return False
                self._hand_on(segment.step, segment.targets, gradient)
        return True

    @staticmethod
    def _take_late(segment: Segment) -> bool:
        """Takes gradients that come from elsewhere; False where they are not of the sizes that they were."""
        for step, kinds, _ in segment.late:
            if not are_kinds(step.grads, kinds):
                return False
        for step, *_ in segment.late:
            grads = step.take_gradients()
            if len(grads) == 1:
                step.total = grads[0]
        return True

    @staticmethod
    def _hand_on(step: Any, targets: list, gradient: Any) -> None:
        """Puts a step's gradient where it went when the trace was made."""
        for target, place, element, key in targets:
            value = gradient if element is None or gradient is None else gradient.get(element)
            if key is None:
                target.grads[place] = value
            else:
                target.grads[place][key] = value

    def _go_on(self, number: int, given: tuple[Any, list, Any] | None = None) -> None:
        """Runs the steps from this one on as ever; `given` is the last step before, and its gradient to hand on."""
        rest = self._ways[number:]
        for step, _ in rest:
            step.grads = [Table(step.grads[0])] if _is_of_parts(step) else list(step.grads)
        if given is not None:
            self._hand_on(*given)
        for step, targets in rest:
            step.grads = [gradient for gradient in step.grads if gradient is not None]
            self._hand_on(step, targets, self.plan.gradient_of(step))

    def accumulate(self, scale: Any) -> bool:
        if scale != 1 or not self.parameters.holds():
            return False
        with self._around_accumulations():
            self.accumulations.run(None)
        return True

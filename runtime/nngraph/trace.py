"""A graph run again on inputs of the same sizes: what its modules compute, as calls on arrays that stay.

Once a plan has run, outputs, gradients and buffers of its modules are where they will be as long as the sizes are
the same. `Forward` and `Backward` keep the arrays and make numpy's calls directly; modules that they do not know,
and those whose tensors come from outside, run as ever. `fits` tells whether anything has changed since.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from ..kernels.native.program import Late, Operation, Program, compiled
from ..kernels.parallel import one_thread
from ..memory import epoch
from ..nn.module import Module
from ..nn.simple.identity import Identity
from ..table import Table
from ..tensor import TensorCore
from .known import METHODS, accumulate, backward, forward, is_plain, reads_input, same, tensors_of
from .operations import CODES, copy


class Guard:
    """Tells whether modules and tensors are still what they were."""

    def __init__(self) -> None:
        self._fields: list[tuple[dict, dict]] = []
        self._some_fields: list[tuple[dict, int, tuple]] = []
        self._classes: dict[type, tuple] = {}
        self._tensors: list[tuple[Any, Any]] = []
        self._seen: set[int] = set()
        self._epoch = -1

    def add(self, module: Any, *others: str) -> None:
        """The fields and methods of a module; not the fields `others`, which may change."""
        fields = vars(module)
        items = tuple([(key, value) for key, value in fields.items() if key not in others])
        if len(items) == len(fields):
            self._fields.append((fields, dict(fields)))
        else:
            self._some_fields.append((fields, len(fields), items))
        cls = type(module)
        self._classes[cls] = tuple([getattr(cls, name) for name in METHODS])
        for _, value in items:
            for tensor in value.array_values() if isinstance(value, Table) else (value,):
                if isinstance(tensor, TensorCore) and id(tensor) not in self._seen:
                    self._seen.add(id(tensor))
                    self._tensors.append((tensor, tensor.array))

    def holds(self) -> bool:
        for fields, kept in self._fields:
            if fields != kept:
                return False
        for fields, count, items in self._some_fields:
            if len(fields) != count:
                return False
            for key, value in items:
                if fields.get(key) is not value:
                    return False
        for cls, methods in self._classes.items():
            if tuple([getattr(cls, name) for name in METHODS]) != methods:
                return False
        now = int(epoch[0])
        if now != self._epoch:
            if not all(_is_at(tensor, array) for tensor, array in self._tensors):
                return False
            self._epoch = now
        return True


class Segment(NamedTuple):
    """Operations one after the other, and the step after them that runs as ever, if there is one."""

    #: The steps among them whose inputs or gradients come from elsewhere, and what these must be.
    late: list[tuple[Any, list]]
    #: The place in the plan of the first step.
    first: int
    operations: list[Operation]
    #: The place of the step after the segment.
    following: int
    step: Any = None
    #: The way forward: what the step's module gave and where that is. The way back: that, and whom it goes to.
    expected: Any = None
    arrays: Any = None
    targets: Any = None

    def run(self) -> None:
        for function, arguments in self.operations:
            function(*arguments)


@contextlib.contextmanager
def _for_numpy() -> Iterator[None]:
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"), one_thread():
        yield


def _around(operations: Iterable[Operation]) -> Callable[[], contextlib.AbstractContextManager]:
    """What these operations need around them if numpy does them; programs do without."""
    return contextlib.nullcontext if all(isinstance(done, Program) for done, _ in operations) else _for_numpy


def _operations(segments: list[Segment]) -> list[Operation]:
    return [operation for segment in segments for operation in segment.operations]


class Forward:
    """The way forward through a plan that has run."""

    def __init__(self, plan: Any, values: list) -> None:
        self.plan, self.guard = plan, Guard()
        self.kinds = kinds_of(values)
        #: The steps whose outputs stay where they are.
        self.steady: set[int] = set()
        self.segments: list[Segment] = []
        self.modules = [(step.data, step.data.get("module")) for step in plan.steps]
        self._lates: dict[tuple[int, int], Late] = {}
        self._operations: list[Operation] = []
        self._late: list[tuple[Any, list]] = []
        self._first = 0
        #: The steps that hand on what the graph is given: they go first.
        self.passing = self._passing()
        passing = {id(step) for step in self.passing}
        for number, step in enumerate(plan.steps):
            if id(step) not in passing and not self._add_known(step):
                self._add_step(number, step)
        self._end_segment(len(plan.steps))
        self._around = _around(_operations(self.segments))

    def _passing(self) -> list:
        found: dict[int, Any] = {}
        for step in self.plan.steps:
            module = step.data.get("module") if step.select is None else None
            given = all(id(source) in found for source, _ in step.sources)
            if given and (module is None or (type(module) is Identity and is_plain(module))):
                found[id(step)] = step
        return list(found.values())

    def operands(self, step: Any) -> list | None:
        """The arrays of a step's inputs, late where they come from elsewhere; None where these may be no tensors."""
        if all(id(source) in self.steady for source, _ in step.sources):
            return [tensor.array for tensor in tensors_of(step.given)]
        if not all(isinstance(value, TensorCore) for value in step.inputs):
            return None
        places = {place for source, place in step.sources if id(source) in self.steady}
        return [value.array if k in places else self._late_input(step, k) for k, value in enumerate(step.inputs)]

    def _late_input(self, step: Any, k: int) -> Late:
        return self._lates.setdefault((id(step), k), Late(lambda: step.inputs[k].array))

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
            self.guard.add(module, *(["gradInput"] if type(module) is Identity else []))
        if late:
            self._late.append((step, kinds_of(step.inputs)))
        self._operations += operations
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
        self._end_segment(number, step, output, None if output is None else output.array)

    def _end_segment(self, number: int, *step: Any) -> None:
        self.segments.append(Segment(self._late, self._first, compiled(self._operations, CODES), number + 1, *step))
        self._late, self._operations, self._first = [], [], number + 1

    def fits(self, values: list) -> bool:
        if kinds_of(values) != self.kinds:
            return False
        for data, module in self.modules:
            if data.get("module") is not module:
                return False
        return self.guard.holds()

    def run(self, run: Callable[[Any, Any], Any]) -> bool:
        """Goes through the plan; False where a module gave something else than before and the rest ran as ever."""
        plan = self.plan
        for step in self.passing:
            plan.run_step(step, run)
        with self._around():
            for segment in self.segments:
                for step, kinds in segment.late:
                    if kinds_of(step.inputs) != kinds:
                        plan.run_from(segment.first, run)
                        return False
                    step.take_input()
                segment.run()
                if segment.step is None:
                    break
                found, output = plan.run_step(segment.step, run), segment.expected
                if output is not None and (found is not output or not _is_at(output, segment.arrays)):
                    plan.run_from(segment.following, run)
                    return False
        return True


def _late_gradient(step: Any, k: int) -> Late:
    return Late(lambda: step.grads[k].array)


class Backward:
    """The way back through a plan that has gone it, after the way forward `forward`."""

    def __init__(self, plan: Any, forward: Forward, gradOutput: Any) -> None:
        self.plan, self.guard, self.parameters = plan, Guard(), Guard()
        self.kinds = kinds_of(gradOutput)
        self._forward = forward
        #: (step, place) of the gradients that come from elsewhere each time.
        self._outside = {(id(plan.output), 0)}
        self.segments: list[Segment] = []
        #: What steps are given by others that stay where they are.
        self.templates: list[tuple[Any, list]] = []
        self._operations: list[Operation] = []
        self._late: list[tuple[Any, list]] = []
        self._accumulations: list[Operation] = []
        self._arrived: dict[int, int] = {id(plan.output): 1}
        for step in plan.backward_steps:
            self._add(step)
        self._end_segment()
        self._around = _around(_operations(self.segments))
        self.accumulations = compiled(self._accumulations, CODES)
        self._around_accumulations = _around(self.accumulations)

    def _add(self, step: Any) -> None:
        module = step.data.get("module") if step.select is None else None
        gradient = step.total if module is None else module.gradInput
        outside = [k for k in range(len(step.grads)) if (id(step), k) in self._outside]
        total = self._total(step, outside)
        known = total is not None and self._add_known(step, module, *total)
        if outside or not known:
            self.templates.append((step, list(step.grads)))
        if known:
            self._targets(step, gradient)
            if outside:
                self._late.append((step, kinds_of(step.grads)))
        else:
            self._add_step(step, module, gradient)
        if module is not None:
            self._add_accumulation(step, module, total[1] if known and total is not None else None)

    def _total(self, step: Any, outside: list[int]) -> tuple[list[Operation], Any] | None:
        """How the sum of a step's gradients is made, and the sum; None where that is not known."""
        grads, total = step.grads, step.total
        if not grads or (outside and not all(isinstance(g, TensorCore) for g in grads)):
            return None
        operands = [_late_gradient(step, k) if k in outside else getattr(g, "array", g) for k, g in enumerate(grads)]
        if len(grads) == 1:
            return [], operands[0]
        if total is not step.data.get("gradOutputBuffer") or not same(total, *grads):
            return None
        first: list[Operation] = [(copy, (operands[0], total.array))]
        return first + [(np.add, (total.array, g, total.array)) for g in operands[1:]], total.array

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
            self.guard.add(module, *(["output"] if type(module) is Identity else []))
        self._operations += operations + own
        return True

    def _add_step(self, step: Any, module: Any, gradient: Any) -> None:
        """Adds a step that runs as ever."""
        targets = self._targets(step, gradient)
        expected = None
        if module is not None and gradient is not step.total and gradient is not None:
            expected = gradient
        else:
            self._outside.update([(id(target), place) for target, place, *_ in targets])
        arrays = [(tensor, tensor.array) for tensor in tensors_of(expected)]
        self._end_segment(step, expected, arrays, targets)

    def _end_segment(self, *step: Any) -> None:
        self.segments.append(Segment(self._late, 0, compiled(self._operations, CODES), 0, *step))
        self._late, self._operations = [], []

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
        if operands is not None:
            total = Late(lambda: step.total.array) if g is None or type(g) is Late else g
            operations = accumulate(module, step.given, operands, step.total, total)
        if operations is None:
            operations = [(self.plan.accumulate_step, (step, 1))]
        else:
            self.parameters.add(module)
        self._accumulations += operations

    def fits(self, gradOutput: Any) -> bool:
        return kinds_of(gradOutput) == self.kinds and self.guard.holds()

    def run(self, gradOutput: Any) -> bool:
        """Goes back; False where a module gave something else than before."""
        for step, grads in self.templates:
            step.grads = list(grads)
        self.plan.output.grads = [gradOutput]
        with self._around():
            for segment in self.segments:
                for step, kinds in segment.late:
                    if kinds_of(step.grads) != kinds:
                        return False
                    grads = step.take_gradients()
                    if len(grads) == 1:
                        step.total = grads[0]
                segment.run()
                if segment.step is not None and not self._run_step(segment):
                    return False
        return True

    def _run_step(self, segment: Segment) -> bool:
        """Runs a step as ever; False where its module gave something else than before."""
        gradient, expected = self.plan.gradient_of(segment.step), segment.expected
        if expected is not None and (gradient is not expected or not _are_at(tensors_of(gradient), segment.arrays)):
            return False
        for target, place, element, key in segment.targets:
            value = gradient if element is None else gradient.get(element)
            if key is None:
                target.grads[place] = value
            else:
                target.grads[place][key] = value
        return True

    def accumulate(self, scale: Any) -> bool:
        if scale != 1 or not self.parameters.holds():
            return False
        with self._around_accumulations():
            for function, arguments in self.accumulations:
                function(*arguments)
        return True


def _is_at(tensor: Any, array: Any) -> bool:
    """Whether a tensor shows the memory that `array` shows, in the same way."""
    own = tensor.array
    if own is array:
        return True
    if not isinstance(own, np.ndarray) or own.shape != array.shape or own.strides != array.strides:
        return False
    return own.__array_interface__["data"] == array.__array_interface__["data"]


def _are_at(tensors: list, arrays: list[tuple[Any, Any]]) -> bool:
    """Whether these are the tensors that were there, each where it was."""
    if len(tensors) != len(arrays):
        return False
    return all(own is tensor and _is_at(own, array) for own, (tensor, array) in zip(tensors, arrays))


def kinds_of(values: Any) -> list:
    listed = values.array_values() if isinstance(values, Table) else values if isinstance(values, list) else [values]
    return [(type(value), getattr(value, "_size", None)) for value in listed]

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
from ..nn.simple.identity import Identity
from ..table import Table, values_at
from ..tensor import TensorCore
from .guard import Guard, is_at
from .known import forward, is_plain, tensors_of
from .operations import CODES


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


def around(operations: Iterable[Operation]) -> Callable[[], contextlib.AbstractContextManager]:
    """What these operations need around them if numpy does them; programs do without."""
    return contextlib.nullcontext if all(isinstance(done, Program) for done, _ in operations) else _for_numpy


def operations_of(segments: list[Segment]) -> list[Operation]:
    return [operation for segment in segments for operation in segment.operations]


class Passing:
    """The steps that hand on what the graph is given; they go first."""

    def __init__(self, plan: Any, values: list) -> None:
        self._plan = plan
        #: Which input a step hands on, -1 for the table of all.
        numbers: dict[int, int] = {id(plan.input): -1 if len(values) > 1 else 0}
        self.steps: list[Any] = []
        #: The steps that hand on the table of all inputs, those of each single input, and others after them.
        self._all: list[Any] = []
        self._single: list[list[Any]] = [[] for _ in values]
        self._others: list[Any] = []
        #: The fields of nn.Identities of each input.
        self._identities: list[list[dict]] = [[] for _ in values]
        for step in plan.steps:
            module = step.data.get("module") if step.select is None else None
            known = all(id(source) in numbers for source, _ in step.sources)
            if known and (module is None or (type(module) is Identity and is_plain(module))):
                number = numbers.setdefault(id(step), self._number(step, [numbers[id(s)] for s, _ in step.sources]))
                self._add(step, module, number)
        self._seen = list(values)

    @staticmethod
    def _number(step: Any, sources: list[int]) -> int:
        """-2: none of them."""
        if len(sources) != 1:
            return -2
        if step.select is None:
            return sources[0]
        return int(step.select) - 1 if sources[0] == -1 else -2

    def _add(self, step: Any, module: Any, number: int) -> None:
        self.steps.append(step)
        if 0 <= number < len(self._single):
            self._single[number].append(step)
            if module is not None:
                self._identities[number].append(vars(module))
        else:
            (self._all if number == -1 else self._others).append(step)

    def run(self, values: list, run: Callable[[Any, Any], Any]) -> None:
        """What an input was handed on to before, it need not be again."""
        for step in self._all:
            self._plan.run_step(step, run)
        for number, value in enumerate(values):
            if value is not self._seen[number] or not self._shown(number, value):
                for step in self._single[number]:
                    self._plan.run_step(step, run)
                self._seen[number] = value
        for step in self._others:
            self._plan.run_step(step, run)

    def _shown(self, number: int, value: Any) -> bool:
        """Whether the nn.Identities that an input has passed still show it."""
        return all(fields.get("output") is value for fields in self._identities[number])


class Forward:
    """The way forward through a plan that has run."""

    def __init__(self, plan: Any, values: list) -> None:
        self.plan, self.guard = plan, Guard()
        self.kinds = kinds_of(values)
        #: The steps whose outputs stay where they are.
        self.steady: set[int] = set()
        self.segments: list[Segment] = []
        self._data = [step.data for step in plan.steps if step.data.get("module") is not None]
        self._modules = values_at(self._data, "module")
        self._lates: dict[tuple[int, int], Late] = {}
        self._operations: list[Operation] = []
        self._late: list[tuple[Any, list]] = []
        self._first = 0
        self._passing = Passing(plan, values)
        for step in self._passing.steps:
            if step.select is None and step.data.get("module") is not None:
                self.guard.add_passing(step.data.get("module"))
        self._passes = {id(step) for step in self._passing.steps}
        for number, step in enumerate(plan.steps):
            if id(step) not in self._passes and not self._add_known(step):
                self._add_step(number, step)
        self._end_segment(len(plan.steps))
        self._around = around(operations_of(self.segments))

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
            self.guard.add(module, "output")
        if late:
            outside = [k for k, operand in enumerate(operands) if type(operand) is Late]
            self._late.append((step, kinds_at(step.inputs, outside)))
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
        return kinds_of(values) == self.kinds and self.has_its_modules() and self.guard.holds()

    def has_its_modules(self) -> bool:
        """Whether the nodes have the modules that they had."""
        return values_at(self._data, "module") == self._modules

    def run(self, values: list, run: Callable[[Any, Any], Any]) -> bool:
        """Goes through the plan; False where a module gave something else than before and the rest ran as ever."""
        plan = self.plan
        self._passing.run(values, run)
        with self._around():
            for segment in self.segments:
                for step, kinds in segment.late:
                    if not are_kinds(step.inputs, kinds):
                        plan.run_from(segment.first, run)
                        return False
                    step.take_input()
                segment.run()
                if segment.step is None:
                    break
                found, output = plan.run_step(segment.step, run), segment.expected
                if output is not None and (found is not output or not is_at(output, segment.arrays)):
                    plan.run_from(segment.following, run)
                    return False
        return True


def kinds_of(values: Any) -> list:
    listed = values.array_values() if isinstance(values, Table) else values if isinstance(values, list) else [values]
    return [(type(value), getattr(value, "_size", None)) for value in listed]


def kinds_at(values: list, places: list[int]) -> list[tuple[int, type, Any]]:
    """(place, type, size) of tensors in some places of a list."""
    return [(k, type(values[k]), values[k]._size) for k in places]


def are_kinds(values: list, kinds: list[tuple[int, type, Any]]) -> bool:
    """Whether there are such tensors in these places."""
    for k, cls, size in kinds:
        value = values[k]
        if type(value) is not cls or value._size != size:
            return False
    return True

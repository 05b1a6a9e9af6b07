"""A graph run again on inputs of the same sizes: what its modules compute, as calls on arrays that stay.

Once a plan has run, outputs, gradients and buffers of its modules are where they will be as long as the sizes are
the same. `Forward` and `Backward` keep the arrays and make numpy's calls directly; modules that they do not know,
and those whose tensors come from outside, run as ever. `fits` tells whether anything has changed since.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..kernels.parallel import one_thread
from ..memory import epoch
from ..nn.module import Module
from ..nn.simple.identity import Identity
from ..table import Table
from ..tensor import TensorCore
from .known import METHODS, accumulate, backward, backward_late, forward, forward_late, reads_input, same, tensors_of


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


def _rooms() -> Callable[[tuple, Any], Any]:
    """Makes scratch arrays, one for each shape: nothing in them outlives an operation or two."""
    kept: dict[tuple, Any] = {}

    def room(shape: tuple, like: Any) -> Any:
        key = (shape, like.dtype)
        if key not in kept:
            kept[key] = np.empty_like(like, shape=shape, order="C")
        return kept[key]

    return room


class Forward:
    """The way forward through a plan that has run."""

    def __init__(self, plan: Any, values: list) -> None:
        self.plan, self.guard = plan, Guard()
        self.kinds = kinds_of(values)
        #: The steps whose outputs stay where they are.
        self.steady: set[int] = set()
        #: Operations, then the step that runs as ever, its place in the plan, and what it gave.
        self.program: list[tuple[list, Any, int, Any, Any]] = []
        #: For some of these steps what to do instead if the inputs have the sizes that they had.
        self.late: dict[int, tuple[Callable[[], Any], list]] = {}
        self.modules = [(step.data, step.data.get("module")) for step in plan.steps]
        self._operations: list = []
        for number, step in enumerate(plan.steps):
            operations = self._known(step)
            if operations is None:
                self._add_step(number, step)
            else:
                self._operations += operations
                self.steady.add(id(step))
        self.rest = self._operations

    def is_given_steady(self, step: Any) -> bool:
        """Whether the inputs of a step stay where they are."""
        return bool(step.sources) and all(id(source) in self.steady for source, _ in step.sources)

    def _known(self, step: Any) -> list | None:
        """The operations of a step whose inputs stay where they are, None for another."""
        if not self.is_given_steady(step):
            return None
        module = step.data.get("module") if step.select is None else None
        if module is None:
            return []
        operations = forward(module, step.given)
        if operations is not None:
            self.guard.add(module, *(["gradInput"] if type(module) is Identity else []))
        return operations

    def _add_step(self, number: int, step: Any) -> None:
        module = step.data.get("module")
        output = module.output if module is not None and step.select is None else None
        if isinstance(output, TensorCore) and output is not step.given:
            self.steady.add(id(step))
            late = forward_late(module, step)
            if late is not None:
                self.guard.add(module)
                self.late[number] = late, kinds_of(step.inputs)
        else:
            output = None
        self.program.append((self._operations, step, number, output, None if output is None else output.array))
        self._operations = []

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
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"), one_thread():
            for operations, step, number, output, array in self.program:
                for function, arguments in operations:
                    function(*arguments)
                late = self.late.get(number)
                if late is not None and late[1] == kinds_of(step.inputs):
                    step.take_input()
                    late[0]()
                    continue
                found = plan.run_step(step, run)
                if output is not None and (found is not output or not _is_at(output, array)):
                    plan.run_from(number + 1, run)
                    return False
            for function, arguments in self.rest:
                function(*arguments)
        return True


class Backward:
    """The way back through a plan that has gone it, after the way forward `forward`."""

    def __init__(self, plan: Any, forward: Forward, gradOutput: Any) -> None:
        self.plan, self.guard, self.parameters, self.room = plan, Guard(), Guard(), _rooms()
        self.kinds = kinds_of(gradOutput)
        self._forward = forward
        #: The steps some of whose gradients come from elsewhere each time.
        self._unsteady = {id(plan.output)}
        #: Operations, the step that runs as ever, whom its gradient goes to, and what its module gave.
        self.program: list[tuple[list, Any, list, Any, Any]] = []
        self.accumulations: list[tuple[Any, list | None]] = []
        #: For some of these steps what to do instead if the gradient is of the size that it was.
        self.late: dict[int, tuple[Callable[[], Any], Any]] = {}
        #: What the steps that run as ever are given by others.
        self.templates: list[tuple[Any, list]] = []
        self._operations: list = []
        self._arrived: dict[int, int] = {id(plan.output): 1}
        for step in plan.backward_steps:
            self._add(step)
        self.rest = self._operations

    def _add(self, step: Any) -> None:
        module = step.data.get("module") if step.select is None else None
        gradient = step.total if module is None else module.gradInput
        operations = self._known(step, module)
        if operations is not None:
            self._operations += operations
            self._targets(step, gradient)
        else:
            self.templates.append((step, list(step.grads)))
            targets = self._targets(step, gradient)
            expected = None
            if module is not None and gradient is not step.total and gradient is not None:
                expected = gradient
                late = backward_late(module, step)
                if late is not None:
                    self.guard.add(module)
                    self.late[id(step)] = late, step.total._size
            else:
                self._unsteady.update([id(target) for target, *_ in targets])
            arrays = [(tensor, tensor.array) for tensor in tensors_of(expected)]
            self.program.append((self._operations, step, targets, expected, arrays))
            self._operations = []
        if module is not None:
            self._add_accumulation(step, module)

    def _known(self, step: Any, module: Any) -> list | None:
        """The operations of a step whose gradients stay where they are, None for another."""
        grads = step.grads
        if not grads or id(step) in self._unsteady:
            return None
        operations: list = []
        if len(grads) > 1:
            total = step.total
            if total is not step.data.get("gradOutputBuffer") or not same(total, *grads):
                return None
            operations = [(np.copyto, (total.array, grads[0].array))]
            operations += [(np.add, (total.array, g.array, total.array)) for g in grads[1:]]
        if module is None:
            return operations
        if reads_input(module) and not self._forward.is_given_steady(step):
            return None
        own = backward(module, step.given, step.total, self.room)
        if own is None:
            return None
        self.guard.add(module, *(["output"] if type(module) is Identity else []))
        return operations + own

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

    def _add_accumulation(self, step: Any, module: Any) -> None:
        if type(module).accGradParameters is Module.accGradParameters:
            return
        operations = accumulate(module, step)
        if operations is not None:
            self.parameters.add(module)
        self.accumulations.append((step, operations))

    def fits(self, gradOutput: Any) -> bool:
        return kinds_of(gradOutput) == self.kinds and self.guard.holds()

    def run(self, gradOutput: Any) -> bool:
        """Goes back; False where a module gave something else than before."""
        for step, grads in self.templates:
            step.grads = list(grads)
        self.plan.output.grads = [gradOutput]
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"), one_thread():
            for operations, step, targets, expected, arrays in self.program:
                for function, arguments in operations:
                    function(*arguments)
                late = self.late.get(id(step))
                if late is not None:
                    total = step.sum_gradients()
                    if getattr(total, "_size", None) != late[1] or type(total) is not type(arrays[0][0]):
                        return False
                    late[0]()
                    gradient = expected
                else:
                    gradient = self.plan.gradient_of(step)
                if expected is not None and gradient is not expected:
                    return False
                if arrays and not _are_at(tensors_of(gradient), arrays):
                    return False
                for target, place, element, key in targets:
                    value = gradient if element is None else gradient.get(element)
                    if key is None:
                        target.grads[place] = value
                    else:
                        target.grads[place][key] = value
            for function, arguments in self.rest:
                function(*arguments)
        return True

    def accumulate(self, scale: Any) -> bool:
        if scale != 1 or not self.parameters.holds():
            return False
        with one_thread():
            for step, operations in self.accumulations:
                if operations is None:
                    self.plan.accumulate_step(step, scale)
                else:
                    for function, arguments in operations:
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

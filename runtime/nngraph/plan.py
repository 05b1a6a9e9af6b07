"""How a graph is run: its nodes in order, with what goes where worked out once.

What flows is kept in Python lists; the tables that Torch keeps in a node's data (`input`,
`gradOutput`, `gradOutputBuffer`) are brought up to date where something in them changes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import TorchError
from ..table import Table
from ..tensor import TensorCore
from .nesting import summed
from .traces import Traces


class Step:
    """One node: where its inputs come from and who gets its output and its gradients."""

    __slots__ = (
        *("node", "data", "select", "splits", "inputs", "given", "table", "kept", "grads", "kept_grads", "total"),
        *("targets", "sources"),
    )

    def __init__(self, node: Any) -> None:
        data = node.data
        self.node, self.data = node, data
        self.select, self.splits = data.get("selectindex"), data.get("nSplitOutputs")
        #: What arrived: the inputs in order, and the gradients that are to be summed.
        self.inputs: list = []
        self.grads: list = []
        #: What the module is given: the one input, or `table` with the several. The gradients' sum.
        self.given: Any = None
        self.table: Any = None
        self.total: Any = None
        #: What `data.input` and `data.gradOutput` hold already.
        self.kept: list | None = None
        self.kept_grads: list | None = None
        #: (step, place among its inputs) of each consumer, and of each producer.
        self.targets: list[tuple[Step, int]] = []
        self.sources: list[tuple[Step, int]] = []

    def restore(self) -> None:
        """Takes up what an earlier run (or a file) left in the node."""
        found = self.data.get("input")
        if isinstance(found, Table):
            self.table = found
            values = found.array_values()
            self.inputs[: len(values)] = values
            self.given = self.inputs[0] if len(self.inputs) == 1 else found
        found = self.data.get("gradOutput")
        if isinstance(found, Table):
            self.grads = found.array_values()
            buffer = self.data.get("gradOutputBuffer")
            self.total = self.grads[0] if len(self.grads) == 1 or (self.grads and buffer is None) else buffer

    def take_input(self) -> Any:
        """The one input, or the table of several; brings `data.input` up to date."""
        values = self.inputs
        if len(values) == 1:
            given = self.given = values[0]
            kept = self.kept
            if kept is None:
                self._keep_input(values)
            elif kept[0] is not given:
                kept[0] = self.table[1] = given
            return given
        table = self.table
        # a module may have changed the table that it was given
        if self.kept is None or table.array_values() != values:
            table = self._keep_input(values)
        self.given = table
        return table

    def _keep_input(self, values: list) -> Table:
        table = self.table
        if table is None or self.data.get("input") is not table:
            if table is None:
                table = self.table = Table()
            self.data["input"] = table
        _set_values(table, values)
        self.kept = list(values)
        return table

    def take_gradients(self) -> list:
        """What arrived; brings `data.gradOutput` up to date."""
        grads = self.grads
        if grads != self.kept_grads:
            table = self.data.get("gradOutput")
            if not isinstance(table, Table):
                table = self.data["gradOutput"] = Table()
            _set_values(table, grads)
            self.kept_grads = grads
        return grads

    def sum_gradients(self) -> Any:
        """The sum of what arrived."""
        grads = self.take_gradients()
        if len(grads) > 1:
            self.total = self._summed(grads)
        else:
            self.total = grads[0] if grads else None
        return self.total

    def _summed(self, grads: list) -> Any:
        buffer = self.data.get("gradOutputBuffer")
        if buffer is None:
            present = [g for g in grads if not _is_zero(g)]
            if len(present) < 2:
                return present[0] if present else grads[0]
        total = summed(buffer, grads)
        if total is not buffer:
            self.data["gradOutputBuffer"] = total
        return total


def _set_values(table: Table, values: list) -> None:
    """Makes `values` the contents 1..n of a table."""
    if table.array_values() != values:
        for i in range(len(table), len(values), -1):
            table[i] = None
        for i, value in enumerate(values, 1):
            table[i] = value


def _is_zero(value: Any) -> bool:
    """Whether this is a zero expanded from a single element: a gradient that need not be added."""
    if not isinstance(value, TensorCore):
        return False
    storage = value._storage.array
    return len(storage) == 1 and bool(storage[0] == 0)


class Plan:
    """The steps of a graph in both orders; good as long as the lists of nodes are the same."""

    def __init__(self, module: Any) -> None:
        self.forward_nodes, self.backward_nodes = module.forwardnodes, module.backwardnodes
        self.steps = [Step(node) for node in self.forward_nodes.array_values()]
        self._by_data = {id(step.data): step for step in self.steps}
        self.failed: Any = None
        for step in self.steps:
            for child in step.node.children.array_values():
                place = _place(child.data, step.data)
                step.targets.append((self._of(child), place))
        self.backward_steps = [self._of(node) for node in self.backward_nodes.array_values()]
        for step, node in zip(self.backward_steps, self.backward_nodes.array_values()):
            for child in node.children.array_values():
                step.sources.append((self._of(child), _place(step.data, child.data)))
        for step in self.steps:
            step.inputs = [None] * len(step.sources)
        self.input, self.output = self._of(module.innode), self._of(module.outnode)
        for step in self.steps:
            step.restore()
        self.traces: Traces | None = Traces(self)
        #: Whether `accumulate` will follow `backward`, with nothing in between.
        self.both = False

    def _of(self, node: Any) -> Step:
        step = self._by_data.get(id(node.data))
        if step is None:
            raise TorchError("the graph of this module lacks a node that one of its nodes refers to")
        return step

    def fits(self, module: Any) -> bool:
        return self.forward_nodes is module.forwardnodes and self.backward_nodes is module.backwardnodes

    def forward(self, values: list, run: Callable[[Any, Any], Any]) -> Any:
        """Runs all nodes on the graph's inputs; `run(module, input)` gives a module's output."""
        self.input.inputs = values
        if self.input.data.get("input") is not self.input.table:  # somebody emptied the nodes
            for step in self.steps:
                step.kept = step.kept_grads = None
        traces = self.traces
        if traces is None or not traces.forward(values, run):
            self.run_from(0, run)
            if traces is not None:
                traces.ran(values, run)
        result = self.output
        return result.table if len(result.inputs) > 1 else result.inputs[0]

    def run_from(self, number: int, run: Callable[[Any, Any], Any]) -> None:
        """Runs the steps from this one on."""
        for step in self.steps[number:]:
            self.run_step(step, run)

    def run_step(self, step: Step, run: Callable[[Any, Any], Any]) -> Any:
        """Runs a step and hands its output, which it returns, to its consumers."""
        try:
            given = step.take_input()
            if step.select is not None:
                output = self._selected(step, given)
            else:
                module = step.data.get("module")
                output = given if module is None else run(module, given)
                if step.splits is not None and (not isinstance(output, Table) or len(output) != step.splits):
                    raise _cannot_split(step.splits, output)
            for target, place in step.targets:
                target.inputs[place] = output
        except Exception:
            self.failed = step.node
            raise
        return output

    def _selected(self, step: Step, given: Any) -> Any:
        if not isinstance(given, Table):
            raise TorchError("the input for a split should be a table")
        return given.get(step.select)

    def backward(self, gradOutput: Any, values: list) -> Any:
        """Runs updateGradInput of all nodes; the gradient by the graph's input. `values`: those in `gradOutput`."""
        traces = self.traces
        if traces is None or not traces.backward(gradOutput, values, self.both):
            self._run_back(gradOutput)
            if traces is not None:
                traces.went_back(values)
        if len(self.input.grads) != 1:
            raise TorchError("expecting the innode to be used only once")
        return self.input.grads[0]

    def _run_back(self, gradOutput: Any) -> None:
        for step in self.backward_steps:
            step.grads = []
        self.output.grads = [gradOutput]
        for step in self.backward_steps:
            gradient = self.gradient_of(step)
            try:
                sources = step.sources
                if step.select is not None:
                    self._into_split(step, gradient)
                elif len(sources) == 1:
                    if gradient is not None:
                        sources[0][0].grads.append(gradient)
                elif sources:
                    _spread(gradient, sources)
            except Exception:
                self.failed = step.node
                raise

    def gradient_of(self, step: Step) -> Any:
        """The gradient by the input of a step, from those that arrived."""
        try:
            gradient = step.sum_gradients()
            module = step.data.get("module") if step.select is None else None
            return gradient if module is None else module.updateGradInput(step.given, gradient)
        except Exception:
            self.failed = step.node
            raise

    def _into_split(self, step: Step, gradient: Any) -> None:
        """Puts the gradient of one element into the table of those of the node that was split."""
        splitter = step.sources[0][0]
        if not splitter.grads:
            splitter.grads.append(Table())
        splitter.grads[0][step.select] = gradient

    def has_accumulated(self) -> bool:
        """Whether the way back has done what `accumulate` would."""
        return self.both and self.traces is not None and self.traces.accumulated

    def accumulate(self, scale: Any) -> None:
        """Runs accGradParameters of all nodes with the gradients of the last backward."""
        if self.traces is None or not self.traces.accumulate(scale):
            for step in self.backward_steps:
                self.accumulate_step(step, scale)

    def accumulate_step(self, step: Step, scale: Any) -> None:
        module = step.data.get("module")
        if module is not None:
            try:
                module.accGradParameters(step.given, step.total, scale)
            except Exception:
                self.failed = step.node
                raise


def _spread(gradient: Any, sources: list) -> None:
    """Hands each producer its element of a table of gradients."""
    if not isinstance(gradient, Table):
        raise TorchError("the module of a node with several inputs must give a table of gradients")
    for source, place in sources:
        value = gradient.get(place + 1)
        if value is not None:
            source.grads.append(value)


def _place(consumer: Any, producer: Any) -> int:
    """The 0-based place of a producer among the inputs of its consumer, by their data."""
    place = consumer["mapindex"].get(producer)
    if place is None:
        raise TorchError("a node of this graph does not know the place of one of its inputs")
    return int(place) - 1


def _cannot_split(count: Any, output: Any) -> TorchError:
    if not isinstance(output, Table):
        return TorchError("the input for a split should be a table")
    return TorchError(f"split({int(count)}) cannot split {len(output)} outputs")

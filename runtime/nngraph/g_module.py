"""A net given as a graph of nodes (nn.gModule)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import TorchError
from ..nn import utils
from ..nn.container import Container
from ..registry import register
from ..table import Table
from .build import build
from .known import METHODS
from .plan import Plan
from .segment import values_of
from .traces import update_output


@register("nn.gModule")
class gModule(Container):
    """``nn.gModule([inputs], [outputs])``: runs the modules of all nodes between, each as soon as it can.

    Several inputs come as a table, several outputs are given as one. `forwardnodes` and
    `backwardnodes` hold the order, `modules` the modules in that order.
    """

    __slots__ = ("_plan",)
    _plan: Plan | None

    verbose: Any = None
    nInputs: Any = None
    name: Any = None
    output: Any = None
    gradInput: Any = None

    def __init__(self, inputs: Any, outputs: Any) -> None:
        super().__init__()
        build(self, inputs, outputs)
        for node in self.forwardnodes.array_values():
            if node.data.get("module") is not None:
                self.add(node.data["module"])
        several = len(self.outnode.children) > 1
        self.output = self.outnode.data["input"] if several else None
        self.gradInput = None

    def __getstate__(self) -> dict:
        return dict(vars(self))  # the plan is worked out anew

    def _upgrade(self, version: int, typename: str) -> None:
        """Old files do not list the modules."""
        if self.modules is None and vars(self).get("forwardnodes") is not None:
            found = [node.data.get("module") for node in self.forwardnodes.array_values()]
            self.modules = Table([module for module in found if module is not None])

    def _plan_now(self) -> Plan:
        plan = getattr(self, "_plan", None)
        if plan is None or not plan.fits(self):
            plan = self._plan = Plan(self)
        return plan

    def updateOutput(self, input: Any) -> Any:
        return self.runForwardFunction(update_output, input)

    def runForwardFunction(self, func: Callable | str, input: Any) -> Any:
        """Runs ``func(module, input)``, or the method of this name, for each node's module in turn."""
        if isinstance(func, str):
            name = func

            def func(module: Any, given: Any) -> Any:
                return getattr(module, name)(given)

        plan = self._plan_now()
        count = len(self.innode.children) if self.nInputs is None else int(self.nInputs)
        if count <= 1:
            values = [input]
        elif not isinstance(input, Table):
            raise TorchError(f"expecting table of {count} inputs")
        else:
            values = input.array_values()
            if len(values) != count:
                raise TorchError(f"Got {len(values)} inputs instead of {count}")
        self.output = plan.forward(values, func)
        self._tell()
        return self.output

    def backward(self, input: Any, gradOutput: Any = None, scale: float | None = None) -> Any:
        plan = self._plan_now()
        plan.both = scale in (None, 1) and type(self) is gModule and METHODS.isdisjoint(vars(self))
        try:
            return super().backward(input, gradOutput, scale)
        finally:
            plan.both = False

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.gradInput = self._plan_now().backward(gradOutput, self._checked_gradients(gradOutput))
        self._tell()
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        plan = self._plan_now()
        if not plan.has_accumulated():
            self._checked_gradients(gradOutput)
            plan.accumulate(1 if scale is None else scale)
        self._tell()

    def _checked_gradients(self, gradOutput: Any) -> list:
        """The gradients by the outputs, which are read once: the table may be held elsewhere."""
        count, values = len(self.outnode.children), values_of(gradOutput)
        if count > 1 and len(values) != count:
            raise TorchError(f"Got {len(values)} gradOutputs instead of {count}")
        return values

    def _tell(self) -> None:
        """With `verbose` set, prints the label of each node after a pass."""
        if self.verbose:
            for step in self._plan_now().steps:
                print(f" V : {step.node.label()}")

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        """Without argument the tensor type; else converts the modules and what the nodes hold."""
        if type is None:
            return self._type
        cache = Table() if tensorCache is None else tensorCache
        self.output = utils.recursiveType(self.output, type, cache)
        self.gradInput = utils.recursiveType(self.gradInput, type, cache)
        for module in self.modules.array_values():
            module.type(type, cache)
        for node in self._nodes():
            for key in ("input", "gradOutput", "gradOutputBuffer"):
                value = node.data.get(key)
                if value is not None:
                    node.data[key] = utils.recursiveType(value, type, cache)
        self._type = type
        self._plan = None
        return self

    def _nodes(self) -> list:
        return self.forwardnodes.array_values() + [self.innode, self.outnode]

    def clearState(self) -> Any:
        super().clearState()
        for node in self._nodes():
            for key in ("input", "gradOutput", "gradOutputBuffer"):
                node.data[key] = None
        self._plan = None
        return self

    def replace(self, callback: Callable[[Any], Any]) -> Any:
        """Replaces this module and those of all nodes by what `callback` returns for them."""
        out = callback(self)
        places = {module: i for i, module in enumerate(self.modules.array_values(), 1)}
        for node in self.forwardnodes.array_values():
            module = node.data.get("module")
            if module is not None:
                node.data["module"] = self.modules[places[module]] = module.replace(callback)
        self._plan = None
        return out

    def map(self, gm: Any, func: Callable[[Any, Any], Any]) -> None:
        """Calls ``func(module, its counterpart)`` over this graph and another of the same structure."""
        others = gm.forwardnodes.array_values()
        for i, node in enumerate(self.forwardnodes.array_values()):
            module = node.data.get("module")
            other = others[i].data.get("module") if i < len(others) else None
            if i >= len(others) or (module is not None and other is None):
                raise TorchError("trying to map another gModule with a different structure")
            if module is not None:
                func(module, other)

    def __tostring__(self) -> str:
        return self.name or self._typename

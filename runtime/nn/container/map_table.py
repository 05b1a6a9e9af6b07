"""One module for all elements of a table (nn.MapTable)."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...registry import register
from ...table import Table
from .container import Container, in_module, indented

_SHARED = ("weight", "bias", "gradWeight", "gradBias")


@register("nn.MapTable")
class MapTable(Container):
    """{a, b, ...} -> {module of a, clone of b, ...}; clones share the parameters unless `shared` is false."""

    module: Any = None
    sharedparams: Any = None

    def __init__(self, module: Any = None, shared: bool | None = None) -> None:
        super().__init__()
        self.shared = True if shared is None else shared
        self.sharedparams = Table(list(_SHARED))
        self.output = Table()
        self.gradInput = Table()
        if module is not None:
            self.add(module)

    def add(self, module: Any) -> Any:
        """Sets the one module, if there is none yet."""
        if self.module is not None:
            raise TorchError("Single module required")
        self.module = module
        self.modules[1] = module
        return self

    def _extend(self, n: int) -> None:
        if self.sharedparams is None:
            self.sharedparams = Table(list(_SHARED))
        if self.modules.get(1) is not self.module:
            self.modules[1] = self.module
        for i in range(len(self.modules) + 1, n + 1):
            names = self.sharedparams.array_values() if self.shared else ()
            self.modules[i] = self.module.clone(*names)

    def resize(self, n: int) -> None:
        """Makes clones for n elements, or drops those beyond."""
        self._extend(n)
        self._shrink(n)

    def _shrink(self, n: int) -> None:
        for i in range(len(self.modules), n, -1):
            self.modules[i].clearState()
            self.modules[i] = None

    def _each(self, method: str, input: Any, *gradOutput: Any, extra: tuple = ()) -> list:
        values = input.array_values()
        self._extend(len(values))
        columns = [values, *[[g.get(i) for i in range(1, len(values) + 1)] for g in gradOutput]]
        i, results = 0, []
        try:
            for i, (module, *row) in enumerate(zip(self.modules.array_values(), *columns), 1):  # noqa: B007
                results.append(getattr(module, method)(*row, *extra))
        except Exception as error:
            raise in_module(self, i, error) from None
        return results

    def updateOutput(self, input: Any) -> Any:
        self.output = Table(self._each("updateOutput", input))
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.gradInput = Table(self._each("updateGradInput", input, gradOutput))
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        self._each("accGradParameters", input, gradOutput, extra=(1 if scale is None else scale,))

    def accUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float | None = None) -> None:
        self._each("accUpdateGradParameters", input, gradOutput, extra=(1 if lr is None else lr,))

    def zeroGradParameters(self) -> None:
        if self.module is None:
            return
        if self.shared:
            self.module.zeroGradParameters()
        else:
            super().zeroGradParameters()

    def updateParameters(self, learningRate: float) -> None:
        if self.module is None:
            return
        if self.shared:
            self.module.updateParameters(learningRate)
        else:
            super().updateParameters(learningRate)

    def clearState(self) -> Any:
        self._shrink(1)
        return super().clearState()

    def __tostring__(self) -> str:
        if self.module is None:
            return f"{self._typename} {{ }}"
        return f"{self._typename} {{\n  {indented(repr(self.module), ' ' * 8)}\n}}"

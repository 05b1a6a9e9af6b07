"""What all containers share: a list of modules and errors that name the module (nn.Container)."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any

from ...errors import TorchError
from ...registry import register
from ...table import Table
from ..clearing import let_go
from ..failures import in_words
from ..module import Module

_WARNING = (
    "WARNING: If you see a stack trace below, it doesn't point to the place where this error occurred. "
    "Please use only the one above."
)


class ModuleError(TorchError):
    """An error inside a module of a container: Torch's text, with the path to the module."""


def _calls(error: BaseException) -> str:
    """The calls that led to an error, as Lua shows those of C functions."""
    names = [frame.f_code.co_name for frame, _ in traceback.walk_tb(error.__traceback__)]
    calls = [f"\n\t[C]: in function '{name}'" for name in reversed(names) if not name.startswith("_")]
    return "stack traceback:" + "".join(calls)


def in_module(container: Any, index: int, error: Exception) -> Exception:
    """`error` with "In 2 module of nn.Sequential:" before it; what is no Torch error stays as it is."""
    error = in_words(error)
    if not isinstance(error, RuntimeError):
        return error
    if isinstance(error, RecursionError) or not isinstance(getattr(error, "value", ""), (str, type(None))):
        return error
    text = str(error)
    if isinstance(error, ModuleError):
        text = text[text.index("\n") + 1 :]
    else:
        text += f"\n{getattr(error, 'lua_traceback', None) or _calls(error)}\n\n{_WARNING}"
    wrapped = ModuleError(f"\nIn {index} module of {container._typename}:\n{text}")
    wrapped.__cause__ = error
    return wrapped


@register("nn.Container")
class Container(Module):
    """Base class of modules that contain modules, in the Table `modules`."""

    def __init__(self, *args: Any) -> None:
        super().__init__()
        self.modules = Table()

    def add(self, module: Any) -> Any:
        """Appends a module; returns this container."""
        self.modules.append(module)
        return self

    def get(self, index: int) -> Any:
        """Module number `index`, from 1; None where there is none."""
        return self.modules.get(index)

    def size(self) -> int:
        return len(self.modules)

    def rethrowErrors(self, module: Any, moduleIndex: int, funcName: str, *args: Any) -> Any:
        """Calls a method of a module so that an error names this container and the module."""
        try:
            return getattr(module, funcName)(*args)
        except Exception as error:
            raise in_module(self, moduleIndex, error) from None

    def applyToModules(self, func: Callable[[Any], Any]) -> None:
        for module in self.modules.array_values():
            func(module)

    def zeroGradParameters(self) -> None:
        for module in self.modules.array_values():
            module.zeroGradParameters()

    def updateParameters(self, learningRate: float) -> None:
        for module in self.modules.array_values():
            module.updateParameters(learningRate)

    def training(self) -> None:
        for module in self.modules.array_values():
            module.training()
        super().training()

    def evaluate(self) -> None:
        for module in self.modules.array_values():
            module.evaluate()
        super().evaluate()

    def share(self, mlp: Any, *names: str) -> Any:
        for mine, theirs in zip(self.modules.array_values(), mlp.modules.array_values()):
            mine.share(theirs, *names)
        return self

    def reset(self, stdv: Any = None) -> Any:
        for module in self.modules.array_values():
            module.reset(stdv)

    def parameters(self) -> Any:
        """The parameters and gradients of all modules, in order."""
        weights: list = []
        gradients: list = []
        for module in self.modules.array_values():
            found = module.parameters()
            if found is not None and found[0] is not None:
                _collect(weights, found[0])
                _collect(gradients, found[1])
        return Table(weights), Table(gradients)

    def clearState(self) -> Any:
        let_go(self)
        for module in self.modules.values() if self.modules is not None else []:
            module.clearState()
        return self


def _collect(into: list, found: Any) -> None:
    if isinstance(found, Table):
        for value in found.array_values():
            _collect(into, value)
    else:
        into.append(found)


def indented(text: str, by: str = "  ") -> str:
    """`text` with all lines after the first moved to the right."""
    return text.replace("\n", "\n" + by)

"""One element of a table (nn.SelectTable)."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...printing.number import lua_tostring
from ...registry import register
from ...table import Table
from ...tensor import TensorCore
from .. import utils
from ..clearing import let_go
from ..module import Module


@register("nn.SelectTable")
class SelectTable(Module):
    """output = input[index]; a negative index counts from the end, any key that is no number is taken as it is."""

    def __init__(self, index: Any) -> None:
        super().__init__()
        self.index = index
        self.gradInput = Table()

    def _key(self, input: Any) -> Any:
        index = self.index
        if isinstance(index, (int, float)) and index < 0:
            return len(input) + int(index) + 1
        return index

    def updateOutput(self, input: Any) -> Any:
        found = input.get(self._key(input))
        if found is None:
            raise TorchError("index does not exist in the input table")
        self.output = found
        return found

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        _zeroed(self.gradInput, input)
        target = self.gradInput.get(self._key(input))
        if target is None:
            raise TorchError("assertion failed!")
        utils.recursiveCopy(target, gradOutput)
        return self.gradInput

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        self.gradInput, self.output = Table(), Table()
        return super().type(type, tensorCache)

    def clearState(self) -> Any:
        return let_go(self)

    def __tostring__(self) -> str:
        index = self.index if isinstance(self.index, str) else lua_tostring(self.index)
        return f"{self._typename}({index})"


def _zeroed(target: Table, source: Table) -> Table:
    """Gives `target` the structure of `source` with zeros; its tensors are reused."""
    for key, value in source.items():
        old = target.get(key)
        if isinstance(value, Table):
            target[key] = _zeroed(old if isinstance(old, Table) else Table(), value)
        elif isinstance(value, TensorCore):
            if old is None:
                old = target[key] = type(value)()
            old.resize_array(value._size).fill(0)
        else:
            target[key] = None
    for key in target:
        if key not in source:
            target[key] = None
    return target

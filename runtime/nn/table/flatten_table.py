"""A nested table as a flat one (nn.FlattenTable)."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...registry import register
from ...table import Table
from ..module import Module


@register("nn.FlattenTable")
class FlattenTable(Module):
    """{a, {b, {c}}} -> {a, b, c}: the tensors themselves, depth first; the output table is reused if it still fits."""

    def __init__(self) -> None:
        super().__init__()
        self.output = Table()
        self.input_map = Table()
        self.gradInput = Table()

    def updateOutput(self, input: Any) -> Any:
        if not isinstance(input, Table):
            raise TorchError("input must be a table")
        if not _fits(self.output, input, self.input_map):
            flat: list = []
            self.input_map = _flatten(flat, input)
            self.output = Table(flat)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if not isinstance(input, Table):
            raise TorchError("input must be a table")
        if not _fits(gradOutput, self.gradInput, self.input_map):
            self.gradInput = _nest(gradOutput.array_values(), self.input_map)
        return self.gradInput

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        """Forgets the tables, which only refer to tensors of others."""
        if type is None:
            return self._type
        self._type = type
        return self.clearState()

    def clearState(self) -> Any:
        self.input_map = Table()
        return super().clearState()


def _flatten(flat: list, value: Any) -> Any:
    """Appends the leaves of `value`; returns its structure with the places of the leaves."""
    if isinstance(value, Table):
        return Table([_flatten(flat, child) for child in value.array_values()])
    flat.append(value)
    return len(flat)


def _nest(flat: list, places: Any) -> Any:
    if isinstance(places, Table):
        return Table([_nest(flat, child) for child in places.array_values()])
    return flat[int(places) - 1]


def _fits(flat: Any, nested: Any, places: Any) -> bool:
    """Whether `nested` has the structure `places` and the leaves `flat`."""
    if isinstance(nested, Table) != isinstance(places, Table):
        return False
    if not isinstance(nested, Table):
        return flat.get(places) is nested
    children, below = nested.array_values(), places.array_values()
    return len(children) == len(below) and all(_fits(flat, child, place) for child, place in zip(children, below))

"""An element taken out of a table, and put into a later one (nnx's nn.PushTable and nn.PullTable)."""

from __future__ import annotations

from typing import Any

from ..errors import TorchError
from ..nn import utils
from ..nn.module import Module
from ..registry import register
from ..table import Table
from ..tensor import Tensor


class _Ends(Module):
    """What both ends share: conversion, which must not follow the way to the other end."""

    _other_end = ""

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        if type is None:
            raise TorchError("PullTable: must provide a type to convert to")
        cache = Table() if tensorCache is None else tensorCache
        fields = vars(self)
        for key, value in list(fields.items()):
            if key != self._other_end:
                fields[key] = utils.recursiveType(value, type, cache)
        return self


@register("nn.PushTable")
class PushTable(_Ends):
    """The table without its element `index`, which the modules made by ``pull(index)`` put back into theirs.

    As in nnx the backward pass works only if that element is the last of the table.
    """

    _other_end = "_pulls"

    def __init__(self, index: int) -> None:
        self._index = index
        self._pulls = Table()
        self.output = Table()
        self._gradInput = Tensor()
        self.gradInput = Table()
        self._forward = False

    def pull(self, index: int) -> Any:
        """A module that adds the element at `index` of its own table."""
        other = PullTable(self, index)
        self._pulls.append(other)
        return other

    def updateOutput(self, inputTable: Any) -> Any:
        for i, value in enumerate(inputTable.array_values(), 1):
            if i < self._index:
                self.output[i] = value
            elif i > self._index:
                self.output[i - 1] = value
        for other in self._pulls.array_values():
            other._updateOutput(inputTable.get(self._index))
        self._forward = True
        return self.output

    def _updateGradInput(self, gradOutput: Any) -> None:
        """Adds up what the other ends send."""
        if self._forward:
            self._gradInput = gradOutput.clone()
        else:
            self._gradInput.add(gradOutput)
        self._forward = False

    def updateGradInput(self, inputTable: Any, gradOutputTable: Any) -> Any:
        for i, gradient in enumerate(gradOutputTable.array_values(), 1):
            if i < self._index:
                self.gradInput[i] = gradient
            elif i > self._index:
                self.gradInput[i + 1] = gradient
        self.gradInput[self._index] = self._gradInput
        _same_length(inputTable, self.gradInput)
        return self.gradInput


@register("nn.PullTable")
class PullTable(_Ends):
    """The input, a table or a tensor, with the element that `push` took away put in at `index`."""

    _other_end = "_push"

    def __init__(self, push: Any, index: int) -> None:
        self._push = push
        self._index = index
        self.output = Table()
        self.gradInput = Table()

    def _updateOutput(self, output: Any) -> None:
        self._output = output

    def updateOutput(self, inputTable: Any) -> Any:
        given = inputTable.array_values() if isinstance(inputTable, Table) else [inputTable]
        if not isinstance(inputTable, Table) and self._index not in (1, 2):
            raise TorchError("table index out of range")
        for i, value in enumerate(given, 1):
            self.output[i if i < self._index else i + 1] = value
        self.output[self._index] = self._output
        return self.output

    def updateGradInput(self, inputTable: Any, gradOutputTable: Any) -> Any:
        self._push._updateGradInput(gradOutputTable.get(self._index))
        if not isinstance(inputTable, Table):
            self.gradInput = gradOutputTable.get(2 if self._index == 1 else 1)
            return self.gradInput
        if not isinstance(self.gradInput, Table):
            self.gradInput = Table()
        for i, gradient in enumerate(gradOutputTable.array_values(), 1):
            if i != self._index:
                self.gradInput[i if i < self._index else i - 1] = gradient
        _same_length(inputTable, self.gradInput)
        return self.gradInput


def _same_length(input: Any, gradInput: Any) -> None:
    if len(input) != len(gradInput):
        raise TorchError("tables size mismatch")

"""Summing the gradients of branches that share one input, a tensor or a nested table of them."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...table import Table
from ...tensor import TensorCore
from ..table.arrays import add, assign, fitted


def gradient_sum(old: Any, input: Any, gradients: list) -> Any:
    """The sum of `gradients` in the structure of `input`, in the tensors of `old` where they are there.

    None among the gradients (a branch that has none) counts as zero.
    """
    if not isinstance(input, Table):
        return _tensor_sum(old, input, gradients)
    total = old if isinstance(old, Table) else Table()
    for i, gradient in enumerate(gradients):
        _check(input, gradient)
        (_add if i else _copy)(total, gradient)
    return total


def _tensor_sum(old: Any, input: Any, gradients: list) -> Any:
    total = old if isinstance(old, TensorCore) else type(input)()
    present = [g.array for g in gradients if g is not None]
    target = total.resize_array(input._size)
    if len(present) > 1:
        add(fitted(present[0], target.shape), fitted(present[1], target.shape), target)
        for gradient in present[2:]:
            add(target, fitted(gradient, target.shape), target)
    elif present:
        assign(target, present[0])
    return total


def _check(input: Table, gradient: Any) -> None:
    if not isinstance(gradient, Table):
        raise TorchError("currentGradInput is not a table!")
    if len(input) != len(gradient):
        raise TorchError(f"table size mismatch: {len(input)} ~= {len(gradient)}")


def _copy(total: Table, source: Table) -> None:
    values = source.array_values()
    for i, value in enumerate(values, 1):
        old = total.get(i)
        if isinstance(value, Table):
            if not isinstance(old, Table):
                old = total[i] = Table()
            _copy(old, value)
        else:
            if not isinstance(old, TensorCore):
                old = total[i] = type(value)()
            old.resize_array(value._size)[...] = value.array
    for i in range(len(total), len(values), -1):
        total[i] = None


def _add(total: Table, source: Table) -> None:
    values = source.array_values()
    for i, value in enumerate(values, 1):
        old = total.get(i)
        if isinstance(value, Table):
            if not isinstance(old, Table):
                old = total[i] = Table()
            _add(old, value)
        elif old is None:
            total[i] = value.clone()
        else:
            old.array[...] += fitted(value.array, old._size)
    for i in range(len(total), len(values), -1):
        total[i] = None

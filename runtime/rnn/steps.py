"""Sequences of time-steps: a tensor whose first dimension is time, or a table with one entry a step."""

from __future__ import annotations

from typing import Any

from ..errors import TorchError
from ..table import Table
from ..tensor import TensorCore


def step_count(sequence: Any, text: str) -> int:
    """The number of steps; TorchError(text) for what is no sequence."""
    if isinstance(sequence, TensorCore):
        if not sequence._size:
            raise TorchError("a sequence of no steps: the tensor is empty")
        return sequence._size[0]
    if isinstance(sequence, Table):
        return len(sequence)
    raise TorchError(text)


def steps_of(sequence: Any) -> list[Any]:
    """The steps one by one: views of a tensor (numbers of a vector), or the entries of a table."""
    if isinstance(sequence, Table):
        return sequence.array_values()
    if len(sequence._size) == 1:
        return sequence.array.tolist()
    make, storage, offset = type(sequence).make, sequence._storage, sequence._offset
    size, stride, step = sequence._size[1:], sequence._stride[1:], sequence._stride[0]
    return [make(storage, offset + i * step, size, stride) for i in range(sequence._size[0])]


def paired_count(input: Any, other: Any, name: str, kind: str | None = None) -> int:
    """The number of steps that `input` and `other` (gradOutput or target) must both have."""
    if isinstance(input, TensorCore):
        if not isinstance(other, TensorCore):
            raise TorchError(f"expecting {name} Tensor since input is a Tensor")
    elif not isinstance(other, Table):
        raise TorchError(f"expecting {kind or name} table")
    n = step_count(input, "expecting input table")
    if step_count(other, f"expecting {kind or name} table") != n:
        raise TorchError(f"{name} should have as many elements as input")
    return n


def stack(target: Any, steps: list[Any]) -> Any:
    """The tensors of all steps in one, `target` if that is a tensor."""
    first = steps[0]
    stacked = target if isinstance(target, TensorCore) else type(first)()
    array = stacked.resize_array((len(steps), *first._size))
    for place, step in zip(array, steps):
        place[...] = step.array
    return stacked

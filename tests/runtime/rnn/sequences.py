"""Sequences for tests, and modules whose steps run module by module."""

from __future__ import annotations

from typing import Any

import numpy as np

from runtime import Table, torch

KINDS = ("FastLSTM", "LSTM", "GRU")


def tensor_sequence(steps: int, *size: int) -> Any:
    return torch.DoubleTensor(steps, *size).normal()


def table_of(sequence: Any) -> Table:
    """The steps of a tensor as a table of copies."""
    return Table([sequence.select(1, i + 1).clone() for i in range(sequence.size(1))])


def step_by_step(module: Any) -> Any:
    """Makes a recurrent module run its modules: no step is recognized as the one it built."""
    vars(module)["_pattern"] = lambda: "none"
    return module


def arrays(value: Any) -> list[np.ndarray]:
    """All tensors of nested tables as arrays."""
    if isinstance(value, Table):
        return [array for _, part in sorted(value.items()) for array in arrays(part)]
    return [value.array]


def same(a: Any, b: Any, tolerance: float = 1e-10) -> bool:
    first, second = arrays(a), arrays(b)
    return len(first) == len(second) and all(
        x.shape == y.shape and np.allclose(x, y, rtol=tolerance, atol=tolerance) for x, y in zip(first, second)
    )


def gradients(module: Any) -> Table:
    return module.parameters()[1]


def slope(module: Any, input: Any, gradOutput: Any, array: np.ndarray, direction: np.ndarray) -> float:
    """The numerical derivative of <output, gradOutput> along a direction of an array that the module reads."""
    values = []
    for sign in (1, -1):
        array += sign * 1e-5 * direction
        values.append(sum(float((o * g).sum()) for o, g in zip(arrays(module.forward(input)), arrays(gradOutput))))
        array -= sign * 1e-5 * direction
    return (values[0] - values[1]) / 2e-5

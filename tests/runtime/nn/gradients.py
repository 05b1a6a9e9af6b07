"""Checks of a layer's gradients by finite differences in float64, along random directions."""

from __future__ import annotations

from typing import Any

import numpy as np

from runtime import Table, torch

STEP = 1e-6


def inputs_of(value: Any) -> list[Any]:
    """The DoubleTensors of a (nested) input: what gradients are taken by."""
    if isinstance(value, Table):
        return [t for part in value.array_values() for t in inputs_of(part)]
    return [value] if value.typename == "torch.DoubleTensor" else []


def _loss(module: Any, input: Any, weights: list, seed: int) -> float:
    torch.manualSeed(seed)
    return sum(float((t.array * w).sum()) for t, w in zip(inputs_of(module.forward(input)), weights))


def _directional(loss: Any, array: Any, direction: Any) -> float:
    original = array.copy()
    array[...] = original + STEP * direction
    above = loss()
    array[...] = original - STEP * direction
    below = loss()
    array[...] = original
    return (above - below) / (2 * STEP)


def gradient_errors(module: Any, input: Any, seed: int = 3) -> dict[str, float]:
    """|numeric - computed| / max(1, |numeric|) for each input and parameter, by name."""
    rng = np.random.default_rng(seed)
    torch.manualSeed(seed)
    outputs = inputs_of(module.forward(input))
    gradOutput = _like(module.output, rng)
    weights = [t.array.copy() for t in inputs_of(gradOutput)]
    assert len(outputs) == len(weights) > 0
    module.zeroGradParameters()
    gradInput = module.backward(input, gradOutput)
    pairs = {f"input {i}": pair for i, pair in enumerate(zip(inputs_of(input), inputs_of(gradInput)), 1)}
    found = module.parameters()
    if found is not None:
        both = zip(found[0].array_values(), found[1].array_values())
        pairs |= {f"parameter {i}": pair for i, pair in enumerate(both, 1)}
    assert [g._size for _, g in pairs.values()] == [x._size for x, _ in pairs.values()]
    computed = {name: g.array.copy() for name, (_, g) in pairs.items()}
    errors = {}
    for name, (value, _) in pairs.items():
        direction = rng.standard_normal(value.array.shape)
        numeric = _directional(lambda: _loss(module, input, weights, seed), value.array, direction)
        errors[name] = abs(numeric - float((computed[name] * direction).sum())) / max(1.0, abs(numeric))
    return errors


def gradient_error(module: Any, input: Any, seed: int = 3) -> float:
    """The largest of gradient_errors."""
    return max(gradient_errors(module, input, seed).values())


def _like(output: Any, rng: Any) -> Any:
    if isinstance(output, Table):
        return Table([_like(part, rng) for part in output.array_values()])
    return torch.DoubleTensor(rng.standard_normal(output.array.shape))

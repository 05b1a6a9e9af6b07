"""Checks a module's gradients against differences along a random direction, in float64."""

from __future__ import annotations

from typing import Any

import numpy as np

from runtime import Table, torch
from runtime.tensor import TensorCore


def tensor(array: Any) -> Any:
    """A DoubleTensor that holds a copy of `array`."""
    return torch.DoubleTensor(np.array(array, "f8"))


def randoms(rng: np.random.Generator, shape: Any) -> Any:
    """A tensor for a tuple of sizes, a Table of them for a list; tensors are taken as they are."""
    if isinstance(shape, list):
        return Table([randoms(rng, s) for s in shape])
    return tensor(rng.standard_normal(shape)) if isinstance(shape, tuple) else shape


def leaves(value: Any) -> list[Any]:
    """The tensors of a nested table, in order."""
    if isinstance(value, Table):
        return [leaf for child in value.array_values() for leaf in leaves(child)]
    return [value] if isinstance(value, TensorCore) else []


def like(rng: np.random.Generator, value: Any) -> Any:
    """Random numbers in the structure of `value`."""
    if isinstance(value, Table):
        return Table({key: like(rng, child) for key, child in value.items()})
    return tensor(rng.standard_normal(value._size))


def _dot(a: list[Any], b: list[Any]) -> float:
    return sum(float(np.vdot(x.numpy(), y.numpy())) for x, y in zip(a, b))


def gradient_error(module: Any, input: Any, seed: int = 1, step: float = 1e-6) -> float:
    """|analytic - numeric| / max(1, |numeric|) of the derivative along one direction of inputs and parameters."""
    rng = np.random.default_rng(seed)
    weights = like(rng, module.forward(input))
    module.zeroGradParameters()
    found = leaves(module.backward(input, weights))
    variables = [leaf for leaf in leaves(input) if leaf.numpy().dtype == np.float64]
    found = [g for g, x in zip(found, leaves(input)) if x.numpy().dtype == np.float64]
    assert [g._size for g in found] == [x._size for x in variables]
    parameters = module.parameters()
    if parameters is not None:
        variables += parameters[0].array_values()
        found += parameters[1].array_values()
    assert variables
    directions = [tensor(rng.standard_normal(x._size)) for x in variables]
    analytic = _dot([g.clone() for g in found], directions)

    def loss(at: float) -> float:
        for x, d in zip(variables, directions):
            x.numpy()[...] += at * d.numpy()
        value = _dot(leaves(module.forward(input)), leaves(weights))
        for x, d in zip(variables, directions):
            x.numpy()[...] -= at * d.numpy()
        return value

    numeric = (loss(step) - loss(-step)) / (2 * step)
    return abs(analytic - numeric) / max(1, abs(numeric))

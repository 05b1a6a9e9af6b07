"""The gradient of a criterion against finite differences of its loss, in double precision."""

from __future__ import annotations

from typing import Any

import numpy as np

from runtime import nn

from ..gradients import inputs_of

STEP = 1e-5
TOLERANCE = 2e-7


def copied(value: Any) -> Any:
    """A copy of nested tables of tensors."""
    return nn.utils.recursive_map(value, lambda t: t.clone())


def check_criterion(criterion: Any, input: Any, target: Any) -> None:
    """Along a random direction the loss must change as the gradient says."""
    generator = np.random.default_rng(0)
    direction = [generator.standard_normal(t.array.shape) for t in inputs_of(input)]

    def loss(step: float) -> float:
        moved = copied(input)
        for t, d in zip(inputs_of(moved), direction):
            t.array[...] += step * d
        return criterion.forward(moved, target)

    numeric = (loss(STEP) - loss(-STEP)) / (2 * STEP)
    criterion.forward(input, target)
    gradients = inputs_of(criterion.backward(input, target))
    analytic = sum([float((g.array * d).sum()) for g, d in zip(gradients, direction)])
    assert len(gradients) == len(direction)
    assert abs(analytic - numeric) <= TOLERANCE * max(1, abs(numeric)), f"{analytic} is not {numeric}"

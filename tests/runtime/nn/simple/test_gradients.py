"""Backward is the derivative of forward, by input and parameters, in float64."""

from __future__ import annotations

import pytest

from ..gradients import gradient_errors
from .cases import CASES, NO_DERIVATIVE, build


@pytest.mark.parametrize("name", sorted(CASES.keys() - NO_DERIVATIVE))
def test_gradients(name: str) -> None:
    module, input = build(name)
    for what, error in gradient_errors(module, input).items():
        assert error < 1e-6, what


@pytest.mark.parametrize("name", ["Dropout, v1", "Dropout", "Linear", "Normalize"])
def test_gradients_in_evaluation(name: str) -> None:
    module, input = build(name)
    module.evaluate()
    errors = gradient_errors(module, input)
    assert errors["input 1"] < 1e-6

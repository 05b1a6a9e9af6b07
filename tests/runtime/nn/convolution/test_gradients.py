"""Backward is the derivative of forward, by input and parameters, in float64."""

from __future__ import annotations

import pytest

from ..gradients import gradient_errors
from .cases import CASES, build


@pytest.mark.parametrize("name", CASES)
def test_gradients(name: str) -> None:
    module, input = build(name)
    for what, error in gradient_errors(module, input).items():
        assert error < 1e-6, what


@pytest.mark.parametrize("name", [name for name in CASES if "MaxPooling" in name or "Unpooling" in name])
def test_gradients_in_evaluation(name: str) -> None:
    module, input = build(name)
    module.evaluate()
    assert gradient_errors(module, input)["input 1"] < 1e-6

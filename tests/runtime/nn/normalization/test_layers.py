"""Gradients, copies, conversions, cleared states and strided input of every normalisation."""

from __future__ import annotations

import copy
import pickle

import pytest

import converter

from ..gradients import gradient_errors
from ..simple.test_survival import _floats, _strided, run, same
from .cases import CASES, build


@pytest.mark.parametrize("name", CASES)
def test_gradients(name: str) -> None:
    module, input = build(name)
    for what, error in gradient_errors(module, input).items():
        assert error < 1e-6, what


@pytest.mark.parametrize("name", CASES)
def test_gradients_in_evaluation(name: str) -> None:
    module, input = build(name)
    module.forward(input)
    module.evaluate()
    for what, error in gradient_errors(module, input).items():
        assert error < 1e-6, what


@pytest.mark.parametrize("name", CASES)
def test_twice(name: str) -> None:
    module, input = build(name)
    same(run(module, input), run(module, input))


@pytest.mark.parametrize("name", CASES)
def test_copies(name: str) -> None:
    module, input = build(name)
    run(module, input)
    copies = [
        module.clone(),
        copy.deepcopy(module),
        pickle.loads(pickle.dumps(module)),
        converter.loads(converter.dumps(module)),
        converter.loads(converter.dumps(module, ascii=True)),
    ]
    expected = run(module, input)
    for other in copies:
        assert type(other) is type(module) and repr(other) == repr(module)
        same(run(other, input), expected)


@pytest.mark.parametrize("name", CASES)
def test_clear_state(name: str) -> None:
    module, input = build(name)
    expected = run(module, input)
    module.clearState()
    same(run(module, input), expected)


@pytest.mark.parametrize("name", CASES)
def test_float_and_back(name: str) -> None:
    module, input = build(name)
    expected = run(module, input)
    same(run(module.float(), _floats(input)), expected, 5e-4)
    same(run(module.double(), input), expected, 5e-4)


@pytest.mark.parametrize("name", CASES)
def test_strided_input(name: str) -> None:
    module, input = build(name)
    expected = run(module, input)
    same(run(build(name)[0], _strided(input)), expected)

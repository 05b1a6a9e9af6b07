"""What every module must survive: a second run, copies, files, conversions, a cleared state, strides, one sample."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runtime import nn, registry, torch
from runtime.extensions import load_all

from .cases import CRITERIONS, MODULES, SPECIAL, typename_of
from .gradients import gradient_errors
from .tools import arrays, copied, copies, floats, leaves, mapped, run, same, strided

PACKAGES = ("nn", "nnx", "inn", "stn", "cudnn")


def some(condition: Any) -> Any:
    """The entries of the table for which the condition holds."""
    return pytest.mark.parametrize("name", [name for name, entry in MODULES.items() if condition(entry)])


each = some(lambda entry: True)


def test_every_class_has_an_entry() -> None:
    load_all()
    ours = tuple(f"runtime.{package}." for package in PACKAGES)
    present = {name for name, cls in registry.classes() if f"{cls.__module__}.".startswith(ours)}
    entered = {typename_of(name) for name in (*MODULES, *CRITERIONS)}
    assert present == entered | SPECIAL.keys()
    assert not entered & SPECIAL.keys()


@each
def test_the_entry_is_of_its_class(name: str) -> None:
    module, _ = MODULES[name].build()
    assert typename_of(name) in {m._typename for m in module.listModules().array_values()}


@each
def test_twice(name: str) -> None:
    module, input = MODULES[name].build()
    same(run(module, input), run(module, input))


@each
def test_copies(name: str) -> None:
    module, input = MODULES[name].build()
    run(module, input)
    others = copies(module)
    expected = run(module, input)
    for other in others:
        assert type(other) is type(module) and repr(other) == repr(module)
        same(run(other, input), expected)


@each
def test_clear_state(name: str) -> None:
    entry = MODULES[name]
    module, input = entry.build()
    entry.renew(module)
    expected = run(module, input)
    module.clearState()
    same(run(module, input), expected)


@some(lambda entry: entry.float is not None)
def test_float_and_back(name: str, kernels: str) -> None:
    entry = MODULES[name]
    module, input = entry.build()
    entry.renew(module)
    expected = run(module, input)
    module.float()
    results = run(module, floats(input))
    same(results, expected, entry.float)
    assert {a.dtype for a in results} <= {np.dtype(code) for code in ("f4", "i8", "u1", "i4")}
    module.double()
    same(run(module, input), expected, entry.float)


@some(lambda entry: entry.strided)
def test_strided_input_and_gradient(name: str) -> None:
    module, input = MODULES[name].build()
    expected = run(module, input)
    other, input = MODULES[name].build()
    same(run(other, strided(input), strided if MODULES[name].strided_gradient else copied), expected)


@some(lambda entry: entry.rows)
def test_batch_of_one_between(name: str) -> None:
    module, input = MODULES[name].build()
    expected = run(module, input)
    outputs = len(leaves(module.output)) + len(leaves(module.gradInput))
    alone = run(module, mapped(input, lambda t: t.narrow(1, 2, 1)))
    same(alone[:outputs], [a[1:2] for a in expected[:outputs]], 1e-9)
    same(run(module, input), expected)


@each
def test_evaluate_twice(name: str) -> None:
    module, input = MODULES[name].build()
    module.training()
    run(module, input)
    module.evaluate()
    expected = forward(module, input)
    same(forward(module, input), expected)
    for other in copies(module):
        same(forward(other, input), expected)


def forward(module: Any, input: Any) -> list[np.ndarray]:
    torch.manualSeed(7)
    return arrays(module.forward(input))


@some(lambda entry: entry.reused)
def test_tensors_are_reused(name: str) -> None:
    module, input = MODULES[name].build()
    gradient = copied(module.forward(input))
    module.backward(input, gradient)
    before = [module.output, module.gradInput, *leaves(module.output), *leaves(module.gradInput)]
    module.forward(input)
    module.backward(input, gradient)
    after = [module.output, module.gradInput, *leaves(module.output), *leaves(module.gradInput)]
    assert all(a is b for a, b in zip(before, after, strict=True))


@some(lambda entry: entry.gradient is not None)
def test_gradients(name: str) -> None:
    entry = MODULES[name]
    module, input = entry.build()
    for what, error in gradient_errors(module, input).items():
        assert error < entry.gradient, what


@some(lambda entry: entry.gradient is not None and entry.evaluation)
def test_gradients_in_evaluation(name: str) -> None:
    entry = MODULES[name]
    module, input = entry.build()
    module.training()
    module.forward(input)
    module.evaluate()
    for what, error in gradient_errors(module, input).items():
        assert error < entry.gradient, what


@some(lambda entry: entry.gradient is not None)
def test_parts_of_backward_add_up(name: str) -> None:
    module, input = MODULES[name].build()
    expected = run(module, input)

    def backward(x: Any, gradOutput: Any) -> Any:
        found = module.updateGradInput(x, gradOutput)
        module.accGradParameters(x, gradOutput, 1)
        return found

    module.backward = backward
    same(run(module, input), expected)
    assert isinstance(module, nn.Module) and arrays(module.output)

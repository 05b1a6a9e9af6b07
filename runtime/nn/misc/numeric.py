"""Numerical differentiation: what nn.Jacobian and nn.SparseJacobian share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ...table import Table
from ...tensor import Tensor
from ...torch.random import rand, uniform


def flat_view(tensor: Any) -> Any:
    """The elements of a contiguous tensor as a vector that shares its memory."""
    return tensor.make(tensor._storage, tensor._offset, (tensor.nElement(),), (1,))


def result_matrix(rows: int, columns: int) -> Any:
    """A zeroed rows x columns tensor of the default type."""
    return Tensor(rows, columns).zero()


def unit_gradients(module: Any, input: Any) -> Iterator[tuple[int, Any]]:
    """Forwards once, then gives (i, gradient by the output that is 1 at element i and 0 elsewhere)."""
    module.forward(input)
    gradient = type(module.output).empty(module.output._size)
    flat = gradient.array.reshape(-1)
    for i in range(flat.size):
        gradient.zero()
        flat[i] = 1
        yield i, gradient


def central_differences(module: Any, input: Any, values: Any, step: float) -> Iterator[tuple[int, Any]]:
    """(i, d output / d values[i]) for each element of the vector `values`, by forwards at values[i] +- step."""
    values = values.array
    for i in range(values.size):
        original = values[i].item()
        values[i] = original - step
        below = module.forward(input).array.reshape(-1).astype("f8")
        values[i] = original + step
        above = module.forward(input).array.reshape(-1).astype("f8")
        values[i] = original
        yield i, (above - below) / (2 * step)


def randomize(tensor: Any, low: float | None, high: float | None) -> None:
    """Fills a tensor with uniform numbers of low..high (-2..2), drawn as torch.rand draws them."""
    low, high = -2 if low is None else low, 2 if high is None else high
    draws = rand(tensor.nElement()).array
    tensor.array[...] = (draws * (high - low) + low).reshape(tensor._size)


def largest_difference(a: Any, b: Any) -> float:
    return float(np.abs(a.array - b.array).max())


def update_jacobian(module: Any, input: Any, param: Any, zero: bool) -> Any:
    """The parameter after one step of accUpdateGradParameters from each unit gradient; then restored."""
    parameters = module.parameters()[0].array_values()
    originals = [p.array.copy() for p in parameters]
    jacobian = None
    for i, gradient in unit_gradients(module, input):
        if jacobian is None:
            jacobian = result_matrix(param.nElement(), gradient.nElement())
        for p, original in zip(parameters, originals):
            p.array[...] = original
        if zero:
            module.zeroGradParameters()
        module.updateGradInput(input, gradient)
        module.accUpdateGradParameters(input, gradient, 1)
        jacobian.array[:, i] = param.array.reshape(-1)
    for p, original in zip(parameters, originals):
        p.array[...] = original
    return jacobian


def output_changes(clone: Callable[[], Any], module: Any, input: Any, bounds: tuple) -> tuple[float, float]:
    """How much output and gradInput of module and of what `clone` makes of it differ, on the same gradient."""
    original = input.clone() if hasattr(input, "clone") else input
    module.forward(input)
    gradient = module.output.clone()
    randomize(gradient, *bounds)
    _backward(module, input, gradient)
    before = module.output.clone(), module.gradInput.clone()
    other = clone()
    other.forward(original)
    _backward(other, original, gradient)
    forward = largest_difference(before[0], other.output)
    return forward, largest_difference(before[1], other.gradInput) if before[1].nElement() else 0


def _backward(module: Any, input: Any, gradient: Any) -> None:
    module.zeroGradParameters()
    module.updateGradInput(input, gradient)
    module.accGradParameters(input, gradient)


def update_errors(module: Any, input: Any, weight: str, gradWeight: str) -> Table:
    """By how much the ways to step a parameter disagree (plain, at once, shared): name -> norm."""
    lr = uniform(0.1, 1)
    plain = module.clone()
    start = getattr(plain, weight).array.copy()
    plain.forward(input)
    gradient = rand(plain.output.size())
    _backward(plain, input, gradient)
    step = lr * getattr(plain, gradWeight).array
    plain.updateParameters(lr)
    stepped = getattr(plain, weight).array
    errors = Table({"accGradParameters": _norm(start - step - stepped)})

    once = module.clone()
    once.forward(input)
    once.updateGradInput(input, gradient)
    once.accUpdateGradParameters(input, gradient, lr)
    errors["accUpdateGradParameters"] = _norm(getattr(once, weight).array - stepped)

    for name, at_once in (("accGradParameters [shared]", False), ("accUpdateGradParameters [shared]", True)):
        pair = _shared_steps(module, input, gradient, lr, weight, at_once)
        errors[name] = sum(_norm(start - 2 * step - getattr(m, weight).array) for m in pair)
    return errors


def _shared_steps(module: Any, input: Any, gradient: Any, lr: float, weight: str, at_once: bool) -> list:
    """Two clones that share the parameter, after a step of each."""
    pair = [module.clone(), module.clone()]
    pair[1].share(pair[0], weight)
    for m in pair:
        m.forward(input)
    if not at_once:
        for m in pair:
            m.zeroGradParameters()
    for m in pair:
        m.updateGradInput(input, gradient)
    for m in pair:
        m.accUpdateGradParameters(input, gradient, lr) if at_once else m.accGradParameters(input, gradient)
    if not at_once:
        for m in pair:
            m.updateParameters(lr)
    return pair


def _norm(array: Any) -> float:
    return float(np.sqrt(np.square(array).sum()))

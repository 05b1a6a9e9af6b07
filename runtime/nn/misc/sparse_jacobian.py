"""nn.Jacobian for modules whose input is a tensor of (position, value) pairs (nn.SparseJacobian)."""

from __future__ import annotations

from typing import Any

from ...copying import clone
from . import jacobian as dense
from .numeric import (
    central_differences,
    largest_difference,
    output_changes,
    randomize,
    result_matrix,
    unit_gradients,
    update_errors,
    update_jacobian,
)

__all__ = [
    "backward",
    "backwardUpdate",
    "forward",
    "forwardUpdate",
    "testAllUpdate",
    "testIO",
    "testJacobian",
    "testJacobianParameters",
    "testJacobianUpdateParameters",
]

_STEP = 1e-6


def backward(module: Any, input: Any, param: Any = None, dparam: Any = None) -> Any:
    """d output / d values of the input by backward, or by a parameter whose gradient is `dparam`."""
    if param is not None:
        return dense.backward(module, input, param, dparam)
    jacobian = None
    for i, gradient in unit_gradients(module, input):
        if jacobian is None:
            jacobian = result_matrix(input._size[0], gradient.nElement())
        module.zeroGradParameters()
        found = module.updateGradInput(input, gradient)
        module.accGradParameters(input, gradient)
        jacobian.array[:, i] = found.array[:, 1]
    return jacobian


def backwardUpdate(module: Any, input: Any, param: Any) -> Any:
    """`param` after accUpdateGradParameters with rate 1, for each element of the output."""
    return update_jacobian(module, input, param, zero=True)


def forward(module: Any, input: Any, param: Any = None) -> Any:
    """d output / d values of the input (or d param) by central differences of 1e-6."""
    if param is not None:
        return dense.forward(module, input, param, _STEP)
    jacobian = result_matrix(input._size[0], module.forward(input).nElement())
    for i, row in central_differences(module, input, input.select(2, 2), _STEP):
        jacobian.array[i] = row
    return jacobian


def forwardUpdate(module: Any, input: Any, param: Any) -> Any:
    """param - d output / d param by central differences."""
    return dense.forwardUpdate(module, input, param, _STEP)


def testJacobian(module: Any, input: Any, minval: float | None = None, maxval: float | None = None) -> float:
    """Largest difference between forward() and backward() at random values of the input."""
    randomize(input.select(2, 2), minval, maxval)
    return largest_difference(forward(module, input), backward(module, input))


def testJacobianParameters(
    module: Any, input: Any, param: Any, dparam: Any, minval: float | None = None, maxval: float | None = None
) -> float:
    """Largest difference between forward() and backward() by a parameter, at random values."""
    randomize(input.select(2, 2), minval, maxval)
    randomize(param, minval, maxval)
    found = backward(module, input, param, dparam)
    return largest_difference(forward(module, input, param), found)


def testJacobianUpdateParameters(
    module: Any, input: Any, param: Any, minval: float | None = None, maxval: float | None = None
) -> float:
    """Largest difference between forwardUpdate() and backwardUpdate() at random values."""
    randomize(input.select(2, 2), minval, maxval)
    randomize(param, minval, maxval)
    found = backwardUpdate(module, input, param)
    return largest_difference(forwardUpdate(module, input, param), found)


def testIO(module: Any, input: Any, minval: float | None = None, maxval: float | None = None) -> tuple[float, float]:
    """Largest differences in output and gradInput between the module and a copy made as saving makes it."""
    return output_changes(lambda: clone(module), module, input, (minval, maxval))


def testAllUpdate(module: Any, input: Any, weight: str, gradWeight: str) -> Any:
    """Disagreement of the ways to step the parameter named `weight`: a Table of norms."""
    return update_errors(module, input, weight, gradWeight)

"""Jacobians of modules, by backward and by finite differences, to test gradients (nn.Jacobian)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...copying import clone
from ..simple.common import require
from .numeric import (
    central_differences,
    flat_view,
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
    "backwardDiagHessian",
    "backwardUpdate",
    "forward",
    "forwardUpdate",
    "linearModuleDiagHessian",
    "testAllUpdate",
    "testDiagHessian",
    "testDiagHessianBias",
    "testDiagHessianInput",
    "testDiagHessianWeight",
    "testIO",
    "testJacobian",
    "testJacobianParameters",
    "testJacobianUpdateParameters",
]

_STEP = 1e-6


def backward(module: Any, input: Any, param: Any = None, dparam: Any = None) -> Any:
    """d output / d input by backward, elements of the input x elements of the output.

    With a parameter `param` and its gradient `dparam`: by that parameter.
    """
    jacobian = None
    for i, gradient in unit_gradients(module, input):
        if jacobian is None:
            jacobian = result_matrix((input if param is None else param).nElement(), gradient.nElement())
        module.zeroGradParameters()
        found = module.updateGradInput(input, gradient)
        module.accGradParameters(input, gradient)
        jacobian.array[:, i] = (found if param is None else dparam).array.reshape(-1)
    return jacobian


def backwardUpdate(module: Any, input: Any, param: Any) -> Any:
    """`param` after accUpdateGradParameters with rate 1, for each element of the output."""
    return update_jacobian(module, input, param, zero=False)


def forward(module: Any, input: Any, param: Any = None, perturbation: float | None = None) -> Any:
    """d output / d input (or d param) by central differences of `perturbation` (1e-6)."""
    values = flat_view(input if param is None else param)
    jacobian = result_matrix(values.nElement(), module.forward(input).nElement())
    for i, row in central_differences(module, input, values, perturbation or _STEP):
        jacobian.array[i] = row
    return jacobian


def forwardUpdate(module: Any, input: Any, param: Any, perturbation: float | None = None) -> Any:
    """param - d output / d param by central differences: what backwardUpdate should give."""
    jacobian = forward(module, input, param, perturbation)
    np.subtract(flat_view(param).array[:, None], jacobian.array, out=jacobian.array)
    return jacobian


def backwardDiagHessian(module: Any, input: Any, diagHessianParamName: str) -> Any:
    """Diagonal of the Hessian of |output|^2 / 2, by the methods that nn.hessian.enable() adds."""
    module.forward(input)
    ones = type(module.output).empty(module.output._size).fill(1)
    module.diagHessianWeight.zero()
    module.diagHessianBias.zero()
    module.updateDiagHessianInput(input, ones)
    module.accDiagHessianParameters(input, ones)
    return getattr(module, diagHessianParamName)


def linearModuleDiagHessian(module: Any, input: Any, gradParamName: str) -> Any:
    """The same from first derivatives, for a module that is linear in its input and parameters."""
    total = None
    for _, gradient in unit_gradients(module, input):
        module.gradWeight.zero()
        if module.bias is not None:
            module.gradBias.zero()
        module.updateGradInput(input, gradient)
        module.accGradParameters(input, gradient)
        found = getattr(module, gradParamName)
        if total is None:
            total = type(found).empty((found.nElement(),)).zero()
        total.array[...] += np.square(found.array.reshape(-1))
    return total


def testJacobian(
    module: Any, input: Any, minval: float | None = None, maxval: float | None = None, perturbation: float | None = None
) -> float:
    """Largest difference between forward() and backward() at a random input."""
    randomize(input, minval, maxval)
    return largest_difference(forward(module, input, input, perturbation), backward(module, input))


def testJacobianParameters(
    module: Any,
    input: Any,
    param: Any,
    dparam: Any,
    minval: float | None = None,
    maxval: float | None = None,
    perturbation: float | None = None,
) -> float:
    """Largest difference between forward() and backward() by a parameter, at random values."""
    randomize(input, minval, maxval)
    randomize(param, minval, maxval)
    found = backward(module, input, param, dparam)
    return largest_difference(forward(module, input, param, perturbation), found)


def testJacobianUpdateParameters(
    module: Any,
    input: Any,
    param: Any,
    minval: float | None = None,
    maxval: float | None = None,
    perturbation: float | None = None,
) -> float:
    """Largest difference between forwardUpdate() and backwardUpdate() at random values."""
    randomize(input, minval, maxval)
    randomize(param, minval, maxval)
    found = backwardUpdate(module, input, param)
    return largest_difference(forwardUpdate(module, input, param, perturbation), found)


def testDiagHessian(
    module: Any,
    input: Any,
    gradParamName: str,
    diagHessianParamName: str,
    minval: float | None = None,
    maxval: float | None = None,
) -> float:
    """Largest difference between backwardDiagHessian() and linearModuleDiagHessian()."""
    randomize(input, minval, maxval)
    module.initDiagHessianParameters()
    found = backwardDiagHessian(module, input, diagHessianParamName).array.reshape(-1)
    expected = linearModuleDiagHessian(module, input, gradParamName).array
    return float(np.abs(found - expected).max())


def testDiagHessianInput(module: Any, input: Any, minval: float | None = None, maxval: float | None = None) -> float:
    return testDiagHessian(module, input, "gradInput", "diagHessianInput", minval, maxval)


def testDiagHessianWeight(module: Any, input: Any, minval: float | None = None, maxval: float | None = None) -> float:
    return testDiagHessian(module, input, "gradWeight", "diagHessianWeight", minval, maxval)


def testDiagHessianBias(module: Any, input: Any, minval: float | None = None, maxval: float | None = None) -> float:
    return testDiagHessian(module, input, "gradBias", "diagHessianBias", minval, maxval)


def testIO(module: Any, input: Any, minval: float | None = None, maxval: float | None = None) -> tuple[float, float]:
    """Largest differences in output and gradInput between the module and a copy of it made as saving makes it.

    The module is cleared (clearState) on the way.
    """

    def copied() -> Any:
        require(module.clearState() is module, "clearState did not return self")
        return clone(module)

    return output_changes(copied, module, input, (minval, maxval))


def testAllUpdate(module: Any, input: Any, weight: str, gradWeight: str) -> Any:
    """Disagreement of the ways to step the parameter named `weight`: a Table of norms."""
    return update_errors(module, input, weight, gradWeight)

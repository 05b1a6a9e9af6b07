"""nn.Jacobian, nn.SparseJacobian and nn.hessian."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from runtime import nn, torch
from runtime.registry import lookup

from ....paths import ROOT

J, S = nn.Jacobian, nn.SparseJacobian


@pytest.fixture(autouse=True)
def seed() -> None:
    torch.manualSeed(4)


class Wrong(nn.Linear):
    """A layer with a wrong gradient."""

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        return super().updateGradInput(input, gradOutput).mul(1.1)


def test_jacobians_of_a_linear_map_are_its_weight() -> None:
    layer, x = nn.Linear(3, 2), torch.randn(3)
    np.testing.assert_allclose(J.backward(layer, x).array, layer.weight.array.T)
    np.testing.assert_allclose(J.forward(layer, x).array, layer.weight.array.T, atol=1e-8)


def test_right_gradients_pass_and_wrong_ones_do_not() -> None:
    x = torch.DoubleTensor(2, 3)
    layer = nn.Linear(3, 2)
    assert J.testJacobian(layer, x) < 1e-6
    assert J.testJacobianParameters(layer, x, layer.weight, layer.gradWeight) < 1e-6
    assert J.testJacobianUpdateParameters(layer, x, layer.bias) < 1e-6
    assert J.testJacobian(Wrong(3, 2), x) > 1e-3


def test_saving_and_stepping_agree() -> None:
    layer, x = nn.Linear(3, 2), torch.randn(2, 3)
    assert J.testIO(layer, x) == (0, 0)
    errors = J.testAllUpdate(layer, x, "weight", "gradWeight")
    assert len(errors.items()) == 4 and max(errors.values()) < 1e-12


def test_sparse() -> None:
    x = torch.DoubleTensor([[1, 0.5], [4, 2], [5, -1]])
    layer = nn.SparseLinear(5, 2)
    assert S.testJacobianParameters(layer, x, layer.weight, layer.gradWeight) < 1e-6
    assert S.testJacobianUpdateParameters(layer, x, layer.bias) < 1e-6
    np.testing.assert_allclose(S.forward(layer, x).array, layer.weight.array[:, [0, 3, 4]].T, atol=1e-8)


#: nn.hessian.enable() changes the classes for good, so it runs in a process of its own.
HESSIAN = """
from runtime import nn, torch
nn.hessian.enable()
nn.hessian.enable()
J = nn.Jacobian
for test in (J.testDiagHessianInput, J.testDiagHessianWeight, J.testDiagHessianBias):
    assert test(nn.Linear(3, 2), torch.DoubleTensor(4, 3)) < 1e-9
net = nn.Sequential().add(nn.Linear(3, 4)).add(nn.Tanh()).add(nn.Linear(4, 2))
net.initDiagHessianParameters()
x = torch.randn(5, 3)
net.forward(x)
for h in net.parameters()[2].array_values():
    h.zero()
ones = net.output.clone().fill(1)
net.updateDiagHessianInput(x, ones)
net.accDiagHessianParameters(x, ones)
p, g, h = net.getParameters()
assert p.nElement() == h.nElement() == 26 and h.array.min() > 0
assert net.diagHessianInput.array.shape == (5, 3)
try:
    nn.Identity().updateDiagHessianInput(x, x)
except RuntimeError as error:
    assert "nn.Identity:updateDiagHessianInput() is undefined" in str(error)
else:
    raise AssertionError
"""


def test_hessian() -> None:
    done = subprocess.run([sys.executable, "-c", HESSIAN], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_hessian_is_off_by_default() -> None:
    assert not hasattr(lookup("nn.Module"), "accDiagHessianParameters")
    assert len(nn.Linear(2, 2).parameters()) == 2

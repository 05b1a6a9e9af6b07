"""First-order algorithms: the points, values and states that Torch7 recorded."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runtime import Table, TorchError, optim, torch

from .problems import RECORDS, check_run, net, quadratic, runs

ALGORITHMS = ("sgd", "adam", "adamax", "adagrad", "adadelta", "rmsprop", "nag", "rprop", "asgd")


@pytest.mark.parametrize("name", runs(*ALGORITHMS))
def test_recorded(name: str) -> None:
    check_run(name)


@pytest.mark.parametrize("algorithm", ["sgd", "adam", "adagrad", "rmsprop", "adadelta", "adamax"])
def test_without_a_state_the_config_holds_it(algorithm: str) -> None:
    want = RECORDS[f"{algorithm}/stateInConfig"]["seen"]["results"]
    for config in ({"learningRate": 0.1}, Table({"learningRate": 0.1})):
        x, f = quadratic()
        for _ in range(3):
            getattr(optim, algorithm)(f, x, config)
        np.testing.assert_allclose(x.numpy(), want["x"].numpy(), 1e-12)
        assert sorted(config) == want["keys"].array_values()


def test_nesterov_needs_momentum() -> None:
    x, f = quadratic()
    with pytest.raises(TorchError, match="Nesterov momentum requires a momentum and zero dampening"):
        optim.sgd(f, x, {"nesterov": True})
    with pytest.raises(TorchError, match="Momentum must be positive"):
        optim.nag(f, x, {"momentum": 0})


def test_a_net_learns_from_python() -> None:
    torch.manualSeed(1)
    x, f = net()
    first, state = f(x)[0], Table()
    for _ in range(60):
        optim.adam(f, x, {"learningRate": 0.05}, state)
    assert f(x)[0] < 0.2 * first


def test_checkgrad() -> None:
    torch.manualSeed(1)
    x, f = net()

    def own(point: Any) -> tuple[float, Any]:
        loss, gradient = f(point)
        return loss, gradient.clone()

    before = x.clone()
    error, exact, estimate = optim.checkgrad(own, x, 1e-5)
    assert error < 1e-8
    np.testing.assert_allclose(estimate.numpy(), exact.numpy(), 1e-5, 1e-8)
    assert x.tolist() == before.tolist()
    assert optim.checkgrad(lambda p: (f(p)[0], torch.Tensor(x.nElement()).fill(1)), x)[0] > 0.1

"""cmaes, de and FistaLS: what Torch7 recorded, quality of solutions, errors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runtime import Table, TorchError, optim, torch

from ...golden.replay import difference, tolerance
from .problems import RECORDS, quadratic


def check(name: str, got: dict[str, Any]) -> None:
    record = RECORDS[name]
    assert difference(name, record["seen"]["results"], Table(got), tolerance(record["case"])) is None


def test_cmaes_recorded() -> None:
    torch.manualSeed(int(RECORDS["cmaes/oneGeneration"]["case"]["seed"]) + 2)
    x, f = quadratic()
    best, values, evaluations = optim.cmaes(f, x, {}, {"sigma": 0.5, "maxEval": 8, "verb_disp": 0})
    check("cmaes/oneGeneration", {"best": best, "values": values, "evaluations": evaluations, "start": x})


@pytest.mark.parametrize("kind", [torch.DoubleTensor, torch.FloatTensor])
def test_cmaes_finds_the_minimum(kind: Any, capsys: Any) -> None:
    torch.manualSeed(3)
    target = np.array([[1, -2], [0.5, 3]])
    start = kind(2, 2).zero()
    options = {"sigma": 0.5, "maxEval": 1500, "ftarget": 1e-5, "verb_disp": 10}
    best, values, _ = optim.cmaes(lambda p: float(((p.array - target) ** 2).sum()), start, {}, options)
    assert type(best) is kind and start.abs().max() == 0
    np.testing.assert_allclose(best.numpy(), target.reshape(-1), atol=0.01)
    assert values[len(values)] <= 1e-5
    said = capsys.readouterr().out
    assert said.startswith("evals:\t ax-ratio max(std)   f-value\t\n8:     1.0")
    assert "termination by\tftarget\t=\t1e-05\t\n" in said


def test_cmaes_wants_a_step_size_and_real_numbers() -> None:
    with pytest.raises(TorchError, match="sigma"):
        optim.cmaes(lambda p: 0, torch.zeros(2))
    with pytest.raises(TorchError, match="Unsupported Tensor torch.IntTensor please use Float- or DoubleTensor for x"):
        optim.cmaes(lambda p: 0, torch.IntTensor(2), {"sigma": 1})


def test_de_recorded() -> None:
    x, f = quadratic()
    config = {"popsize": 12, "scaleFactor": 0.6, "crossoverRate": 0.7, "maxFEs": 240, "maxRegion": 5, "minRegion": -5}
    best, values = optim.de(f, x, config)
    check("de/quadratic", {"best": best, "values": values})
    config = {"scaleFactor": 0.5, "crossoverRate": 0.5, "maxFEs": 200}
    best, values = optim.de(lambda p: p.dot(p), torch.Tensor([1, 2]), config)
    check("de/default", {"best": best, "values": values})


def test_de_in_float_recorded() -> None:
    config = {"popsize": 8, "scaleFactor": 0.7, "crossoverRate": 0.4, "maxFEs": 64, "maxRegion": 2, "minRegion": -2}
    best, values = optim.de(lambda p: torch.abs(p - 1).sum(), torch.FloatTensor(3).zero(), config)
    record = RECORDS["de/float"]
    assert difference("de/float", record["seen"]["results"], Table([best, values]), 1e-3) is None


def test_de_draws_from_its_own_generator() -> None:
    torch.manualSeed(5)
    want = torch.rand(1)[0]
    torch.manualSeed(5)
    optim.de(lambda p: 0, torch.zeros(2), {"scaleFactor": 0.5, "crossoverRate": 0.5, "maxFEs": 20})
    assert torch.rand(1)[0] == want


def test_de_checks_its_options() -> None:
    with pytest.raises(TorchError, match="maxFEs is missing"):
        optim.de(lambda p: 0, torch.zeros(2), {})
    config = {"popsize": 8, "scaleFactor": 0.7, "crossoverRate": 0.4, "maxFEs": 20}
    with pytest.raises(TorchError, match="popsize must divide it"):
        optim.de(lambda p: 0, torch.zeros(2), config)


def lasso() -> tuple[Any, Any, Any]:
    a = np.array([[1, 2, 0], [0, 1, 3], [2, 0, 1], [1, 1, 1]])
    y = np.array([1, 2, 0, 1])
    weight = 0.3

    def f(x: Any, mode: str | None = None) -> Any:
        r = a @ x.array - y
        value = 0.5 * float(r @ r)
        return (value, torch.Tensor(a.T @ r)) if mode else value

    def shrink(x: Any, L: float) -> None:
        x.array[...] = np.sign(x.array) * np.maximum(np.abs(x.array) - weight / L, 0)

    return f, lambda x: weight * float(np.abs(x.array).sum()), shrink


def test_fista_recorded() -> None:
    f, g, shrink = lasso()
    params = Table({"doFistaUpdate": True, "maxiter": 12, "errthres": 1e-9})
    x, history = optim.FistaLS(f, g, shrink, torch.zeros(3), params)
    check("FistaLS/fista", {"x": x, "history": history, "L": params["L"]})
    start = torch.Tensor(3).fill(1)
    x, history = optim.FistaLS(f, g, shrink, start, {"doFistaUpdate": False, "maxiter": 40, "L": 1, "Lstep": 2})
    check("FistaLS/ista", {"x": x, "count": len(history), "last": history[len(history)]})
    assert start.tolist() == x.tolist()


def test_fista_tells_and_keeps_its_way(capsys: Any) -> None:
    f, g, shrink = lasso()
    _, history = optim.FistaLS(f, g, shrink, torch.zeros(3), {"verbose": True, "maxiter": 2})
    assert "xk" in history[1] and "y" in history[2]
    said = capsys.readouterr().out
    assert said.startswith("nline=0 L=0.1 fply=") and "iter=0 eold=inf enew=" in said

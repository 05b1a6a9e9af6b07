"""First-order algorithms: the points, values and states that Torch7 recorded (fixtures/optim)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from converter import load
from runtime import Table, TorchError, nn, optim, torch

from ...golden.replay import difference, tolerance
from ...paths import FIXTURES

ALGORITHMS = "sgd|adam|adamax|adagrad|adadelta|rmsprop|nag|rprop|asgd"
RUN = re.compile(
    r"problems\.(\w+)\(\)\s+local config, state = (\{.*\}), \{\}.*for i = 1, (\d+) do.*optim\.(\w+)\(", re.S
)
ALL = load(FIXTURES / "optim" / "optim.t7").array_values()
RECORDS = {r["case"]["id"]: r for r in ALL if re.match(rf"({ALGORITHMS})/", r["case"]["id"])}


def quadratic() -> tuple[Any, Callable]:
    a = torch.Tensor([[4, 1, 0, 0.5], [1, 3, 0.2, 0], [0, 0.2, 2, 0.1], [0.5, 0, 0.1, 1]])
    b = torch.Tensor([1, -2, 0.5, 3])

    def f(x: Any) -> tuple[float, Any]:
        ax = a.array @ x.array
        return float(0.5 * x.array @ ax - b.array @ x.array), torch.Tensor(ax - b.array)

    return torch.Tensor([2, 1, -1, 0]), f


def net() -> tuple[Any, Callable]:
    model = nn.Sequential().add(nn.Linear(3, 4)).add(nn.Tanh()).add(nn.Linear(4, 1))
    criterion = nn.MSECriterion()
    data, answer = torch.randn(8, 3), torch.randn(8, 1)
    x, g = model.getParameters()

    def f(point: Any) -> tuple[float, Any]:
        g.zero()
        out = model.forward(data)
        loss = criterion.forward(out, answer)
        model.backward(data, criterion.backward(out, answer))
        return loss, g

    return x, f


def options(text: str) -> dict[str, Any]:
    """The Lua table of options in a case's source."""
    found: dict[str, Any] = {}
    for key, vector, value in re.findall(r"(\w+) = (?:torch\.Tensor\{([^}]*)\}|([^,{}]+))", text):
        found[key] = torch.Tensor([float(v) for v in vector.split(",")]) if vector else _value(value)
    return found


def _value(text: str) -> Any:
    return {"true": True, "false": False}.get(text.strip(), text) if text.strip() in ("true", "false") else float(text)


@pytest.mark.parametrize("name", [n for n, r in RECORDS.items() if RUN.search(r["case"]["script"])])
def test_recorded(name: str) -> None:
    case, want = RECORDS[name]["case"], RECORDS[name]["seen"]["results"]
    problem, config_text, calls, algorithm = RUN.search(case["script"]).groups()  # type: ignore[union-attr]
    torch.setdefaulttensortype(case.get("type") or "torch.DoubleTensor")
    try:
        torch.manualSeed(int(case["seed"]) + 2)
        x, f = {"quadratic": quadratic, "net": net}[problem]()
        config, state = options(config_text), Table()
        points, values = Table(), Table()
        for _ in range(int(calls)):
            best, losses, *more = getattr(optim, algorithm)(f, x, config, state)
            assert best is x
            points.append(best.clone())
            values.append(losses)
        assert difference(f"{name}.points", want["points"], points, tolerance(case)) is None
        assert difference(f"{name}.values", want["values"], values, tolerance(case)) is None
        if more:
            assert difference(f"{name}.third", want["third"], more[0], tolerance(case)) is None
        got = Table({k: v for k, v in state.items() if k in want["state"]})
        assert difference(f"{name}.state", want["state"], got, tolerance(case)) is None
    finally:
        torch.setdefaulttensortype("torch.DoubleTensor")


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

"""lbfgs, cg, the line search and its interpolation: what Torch7 recorded, and their options."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runtime import Table, TorchError, optim, torch
from runtime.optim.numbers import divide, greatest, least, sqrt

from ...golden.replay import difference, tolerance
from .problems import RECORDS, check_run, quadratic, runs, valley


@pytest.mark.parametrize("name", runs("lbfgs", "cg"))
def test_recorded(name: str) -> None:
    check_run(name)


def test_lswolfe_recorded() -> None:
    record = RECORDS["lswolfe/direct"]
    got = Table()
    for i, step in enumerate((0.01, 0.2, 1, 5)):
        x, f = quadratic()
        value, gradient = f(x)
        direction = torch.Tensor(-gradient.array)
        found = optim.lswolfe(
            f, x, step, direction, value, gradient, gradient.dot(direction), {"c2": 0.1} if i == 3 else None
        )
        assert found[2] is x
        got.append(Table(found))
    assert difference("lswolfe", record["seen"]["results"], got, tolerance(record["case"])) is None


@pytest.mark.parametrize("kind", ["torch.DoubleTensor", "torch.FloatTensor"])
def test_polyinterp_recorded(kind: str) -> None:
    torch.setdefaulttensortype(kind)
    try:
        if kind == "torch.DoubleTensor":
            record = RECORDS["polyinterp/cubic"]
            got = Table(
                [
                    optim.polyinterp(torch.Tensor([[0, 1, -2], [1, 2, 3]])),
                    optim.polyinterp(torch.Tensor([[0, 3, -1], [2, 1, -1]])),
                    Table(optim.polyinterp(torch.Tensor([[0, 1, -2], [1, 0.5, 3]]), 0, 4)),
                    Table(optim.polyinterp(torch.Tensor([[0, 1, -2], [1, 0.5, 1], [2, 3, 4]]))),
                ]
            )
        else:
            record = RECORDS["polyinterp/float"]
            got = Table(
                [
                    optim.polyinterp(torch.Tensor([[0, 1, -2], [2, 2, 1]])),
                    optim.polyinterp(torch.Tensor([[0, 1, -1], [1, 1.5, 2]]), 0, 1)[0],
                ]
            )
        assert difference("polyinterp", record["seen"]["results"], got, tolerance(record["case"])) is None
    finally:
        torch.setdefaulttensortype("torch.DoubleTensor")


def test_polyinterp_without_a_minimum_takes_the_middle() -> None:
    assert optim.polyinterp(torch.Tensor([[0, 0, 5], [2, 4, -1]])) == pytest.approx(0)
    assert optim.polyinterp(torch.Tensor([[1, 0, 3], [1, 0, 3]])) == 1
    with pytest.raises(TorchError, match="rows"):
        optim.polyinterp(torch.Tensor([1, 2, 3]))


def test_lbfgs_stops_at_the_optimum() -> None:
    x = torch.zeros(3)
    best, values, evaluations = optim.lbfgs(lambda p: (p.dot(p), p * 2), x, {})
    assert best is x and values.array_values() == [0] and evaluations is None


def test_lbfgs_minimises_matrices_and_float_parameters() -> None:
    for kind in (torch.DoubleTensor, torch.FloatTensor):
        x = kind(3, 4).fill(2)

        def f(p: Any) -> tuple[float, Any]:
            return p.dot(p) - 2 * p.sum(), torch.mul(p, 2).add(-2)

        state = Table()
        for _ in range(3):
            optim.lbfgs(f, x, {"maxIter": 10, "lineSearch": optim.lswolfe}, state)
        np.testing.assert_allclose(x.numpy(), 1, atol=1e-5)


def test_lbfgs_forgets_the_oldest_pairs() -> None:
    x, f = valley()
    state = Table()
    optim.lbfgs(f, x, {"maxIter": 12, "nCorrection": 3, "lineSearch": optim.lswolfe}, state)
    assert len(state["old_dirs"]) == len(state["old_stps"]) == 3
    assert len(state["dir_bufs"]) == len(state["stp_bufs"]) == 1
    values = optim.lbfgs(f, x, {"maxIter": 40, "nCorrection": 3, "lineSearch": optim.lswolfe}, state)[1]
    assert values[len(values)] < 1e-10


def test_lbfgs_says_why_it_stops(capsys: Any) -> None:
    x, f = quadratic()
    optim.lbfgs(f, x, {"maxIter": "2", "learningRate": 0.1, "verbose": True})
    said = capsys.readouterr().out
    assert "<optim.lbfgs> \tcreating recyclable direction/step/history buffers\t\n" in said
    assert "<optim.lbfgs> \treached max number of iterations\t\n" in said


def test_cg_reuses_its_tensors() -> None:
    x, f = quadratic()
    state = Table()
    optim.cg(f, x, {"maxIter": 5}, state)
    first = {name: state[name] for name in ("df0", "df1", "df2", "df3", "x0", "s")}
    optim.cg(f, x, {"maxIter": 5}, state)
    assert all(state[name] is tensor for name, tensor in first.items())


def test_numbers_as_in_lua() -> None:
    assert divide(1, 0) == np.inf and divide(-1, 0.0) == -np.inf and divide(1, -0.0) == -np.inf
    assert np.isnan(divide(0, 0)) and np.isnan(sqrt(-1)) and sqrt(4) == 2
    assert greatest(float("nan"), 1) == 1 and np.isnan(least(1, float("nan")))

"""Functions to minimise, and the options, that the recorded cases spell in Lua."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from runtime import Table, nn, optim, torch

from ...golden.replay import difference, records, tolerance

RECORDS: dict[str, Table] = {record["case"]["id"]: record for record in records("optim")}

_RUN = re.compile(
    r"problems\.(\w+)\(\)\s+local config, state = (\{.*\}), \{\}.*for i = 1, (\d+) do.*optim\.(\w+)\(", re.S
)
_OPTION = re.compile(r"(\w+) = (?:torch\.Tensor\{([^}]*)\}|(\{[^}]*\})|([^,{}]+))")


def quadratic() -> tuple[Any, Callable]:
    a = torch.Tensor([[4, 1, 0, 0.5], [1, 3, 0.2, 0], [0, 0.2, 2, 0.1], [0.5, 0, 0.1, 1]])
    b = torch.Tensor([1, -2, 0.5, 3])

    def f(x: Any) -> tuple[float, Any]:
        ax = a.array @ x.array
        return float(0.5 * x.array @ ax - b.array @ x.array), torch.Tensor(ax - b.array)

    return torch.Tensor([2, 1, -1, 0]), f


def valley() -> tuple[Any, Callable]:
    def f(x: Any) -> tuple[float, Any]:
        a, b = 1 - x[0], x[1] - x[0] * x[0]
        return a * a + 10 * b * b, torch.Tensor([-2 * a - 40 * x[0] * b, 20 * b])

    return torch.Tensor([-1.2, 1]), f


def net() -> tuple[Any, Callable]:
    model = nn.Sequential().add(nn.Linear(3, 4)).add(nn.Tanh()).add(nn.Linear(4, 1))
    criterion = nn.MSECriterion()
    data, answer = torch.randn(8, 3), torch.randn(8, 1)
    x, g = model.getParameters()

    def f(point: Any) -> tuple[float, Any]:
        if point is not x:
            x.copy(point)
        g.zero()
        out = model.forward(data)
        loss = criterion.forward(out, answer)
        model.backward(data, criterion.backward(out, answer))
        return loss, g

    return x, f


PROBLEMS = {"quadratic": quadratic, "valley": valley, "net": net}


def options(text: str) -> dict[str, Any]:
    """The Lua table of options in a case's source."""
    found: dict[str, Any] = {}
    for key, vector, table, value in _OPTION.findall(text):
        if vector:
            found[key] = torch.Tensor([float(v) for v in vector.split(",")])
        else:
            found[key] = options(table[1:-1]) if table else _value(value.strip())
    return found


def _value(text: str) -> Any:
    if text in ("true", "false"):
        return text == "true"
    return getattr(optim, text[6:]) if text.startswith("optim.") else float(text)


def runs(*algorithms: str) -> list[str]:
    """The ids of the cases that call one of these algorithms several times."""
    return [
        name
        for name, record in RECORDS.items()
        if name.split("/")[0] in algorithms and _RUN.search(record["case"]["script"])
    ]


def check_run(name: str) -> None:
    """Runs a case; points, values and state are what Torch7 recorded."""
    case, want = RECORDS[name]["case"], RECORDS[name]["seen"]["results"]
    problem, config_text, calls, algorithm = _RUN.search(case["script"]).groups()  # type: ignore[union-attr]
    torch.setdefaulttensortype(case.get("type") or "torch.DoubleTensor")
    try:
        torch.manualSeed(int(case["seed"]) + 2)
        x, f = PROBLEMS[problem]()
        config, state = options(config_text), Table()
        points, values, third = Table(), Table(), None
        for _ in range(int(calls)):
            best, losses, *more = getattr(optim, algorithm)(f, x, config, state)
            assert best is x
            points.append(best.clone())
            values.append(Table(losses.array_values()))
            third = more[0] if more and hasattr(more[0], "array") else None
        got = Table({"points": points, "values": values, "third": third, "inPlace": True})
        got["state"] = Table({k: v for k, v in state.items() if k in want["state"]})
        for key in ("points", "values", "third", "state"):
            if want.get(key) is not None or got.get(key) is not None:
                assert difference(f"{name}.{key}", want.get(key), got.get(key), tolerance(case)) is None
    finally:
        torch.setdefaulttensortype("torch.DoubleTensor")

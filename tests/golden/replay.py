"""Replays what Torch7 did, from Python: the passes of fixtures/golden's records, compared value by value."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from converter import load
from runtime import Table, nn, torch
from runtime.tensor import TensorCore

from ..paths import FIXTURES


def records(name: str) -> list[Any]:
    """The {case, seen} records of fixtures/golden/NAME.t7."""
    return load(FIXTURES / "golden" / f"{name}.t7").array_values()


def tolerance(case: Table) -> float:
    return case.get("tol") or (2e-4 if case.get("type") == "torch.FloatTensor" else 1e-9)


def difference(path: str, want: Any, got: Any, tol: float) -> str | None:
    """What is wrong with `got`, or None: same types, sizes and keys, numbers within the tolerance."""
    if isinstance(want, TensorCore):
        return _tensor_difference(path, want, got, tol)
    if isinstance(want, (int, float)) and not isinstance(want, bool):
        if not isinstance(got, (int, float)) or isinstance(got, bool):
            return f"{path}: expected a number, got {got!r}"
        same = want == got or (math.isnan(want) and math.isnan(got)) or abs(want - got) <= tol * max(1, abs(want))
        return None if same else f"{path}: expected {want:.12g}, got {got:.12g}"
    if isinstance(want, Table):
        return _table_difference(path, want, got, tol)
    return None if want == got else f"{path}: expected {want!r}, got {got!r}"


def _tensor_difference(path: str, want: Any, got: Any, tol: float) -> str | None:
    if type(want) is not type(got):
        return f"{path}: expected {type(want).__name__}, got {type(got).__name__}"
    a, b = np.asarray(want.numpy(), "f8"), np.asarray(got.numpy(), "f8")
    if a.shape != b.shape:
        return f"{path}: size expected {a.shape}, got {b.shape}"
    same = (a == b) | (np.isnan(a) & np.isnan(b))
    with np.errstate(invalid="ignore"):
        bad = ~same & ~(np.abs(a - b) <= tol * np.maximum(1, np.abs(a)))
    if not bad.any():
        return None
    i = tuple(np.argwhere(bad)[0])
    return f"{path}: element {i} expected {a[i]:.9g}, got {b[i]:.9g}"


def _table_difference(path: str, want: Table, got: Any, tol: float) -> str | None:
    if not isinstance(got, Table):
        return f"{path}: expected a table, got {type(got).__name__}"
    if set(want.keys()) != set(got.keys()):
        return f"{path}: keys expected {sorted(map(str, want.keys()))}, got {sorted(map(str, got.keys()))}"
    for key, value in want.items():
        why = difference(f"{path}.{key}", value, got[key], tol)
        if why:
            return why
    return None


def passes(case: Table, seen: Table) -> Iterator[tuple[str, Any, Any]]:
    """Runs the loaded module as the recorder did; yields (what, expected, got) in its order."""
    seed, m = int(case["seed"]), seen["module"]
    torch.setdefaulttensortype(case.get("type") or "torch.DoubleTensor")
    yield "text", seen["text"], repr(m)
    if isinstance(m, nn.Criterion):
        yield from _criterion_passes(case, seen, seed, m)
    else:
        yield from _module_passes(case, seen, seed, m)


def _criterion_passes(case: Table, seen: Table, seed: int, m: Any) -> Iterator[tuple[str, Any, Any]]:
    target = seen.get("target")
    torch.manualSeed(seed + 2)
    yield "output", seen["output"], m.forward(seen["input"], target)
    if case.get("backward") is not False:
        torch.manualSeed(seed + 4)
        yield "gradInput", seen.get("gradInput"), m.backward(seen["input"], target)


def _module_passes(case: Table, seen: Table, seed: int, m: Any) -> Iterator[tuple[str, Any, Any]]:
    evaluating = case.get("mode") == "evaluate"
    m.evaluate() if evaluating else m.training()
    torch.manualSeed(seed + 2)
    yield "output", seen["output"], m.forward(seen["input"])
    if case.get("backward") is not False:
        m.zeroGradParameters()
        torch.manualSeed(seed + 4)
        yield "gradInput", seen.get("gradInput"), m.backward(seen["input"], seen["gradOutput"])
        if seen.get("params") is not None:
            parameters, gradients = m.parameters()
            yield "params", seen["params"], parameters
            yield "gradParams", seen["gradParams"], gradients
            m.updateParameters(0.1)
            yield "paramsAfter", seen["paramsAfter"], m.parameters()[0]
    if not evaluating and case.get("eval") is not False:
        m.evaluate()
        torch.manualSeed(seed + 5)
        yield "outputEvaluate", seen["outputEvaluate"], m.forward(seen["input"])


def failures(name: str, only: str = "") -> tuple[int, list[str]]:
    """Replays all cases without a script; returns how many ran and what differs."""
    ran, wrong = 0, []
    try:
        for record in records(name):
            case, seen = record["case"], record["seen"]
            if case.get("script") is not None or seen.get("module") is None or only not in case["id"]:
                continue
            ran += 1
            why = _first_difference(case, seen)
            if why:
                wrong.append(why)
    finally:
        torch.setdefaulttensortype("torch.DoubleTensor")
    return ran, wrong


def _first_difference(case: Table, seen: Table) -> str | None:
    try:
        for what, want, got in passes(case, seen):
            if want is None and got is None:
                continue
            why = difference(f"{case['id']}.{what}", want, got, tolerance(case))
            if why:
                return why
    except Exception as error:  # an error of the engine under test is a finding like any other
        return f"{case['id']}: {type(error).__name__}: {error}"
    return None

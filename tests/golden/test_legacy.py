"""Files as older Torches, and Torches with CUDA, wrote them: they load, run and compare (fixtures/legacy)."""

from __future__ import annotations

import csv
from typing import Any

import numpy as np
import pytest

import converter
from runtime import Table, torch
from runtime.storage import Storage
from runtime.tensor import TensorCore

from ..paths import FIXTURES

FOLDER = FIXTURES / "legacy"
with open(FOLDER / "legacy.tsv", newline="", encoding="utf-8") as manifest:
    ROWS = list(csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(autouse=True)
def float_by_default() -> Any:
    torch.setdefaulttensortype("torch.FloatTensor")
    yield
    torch.setdefaulttensortype("torch.DoubleTensor")


def compare(got: Any, want: Any, path: str, done: set[int]) -> None:
    """`got` holds at least what `want` holds, tensors to 1e-4 of their largest value, of any type."""
    if isinstance(want, TensorCore):
        assert isinstance(got, TensorCore), f"{path}: {type(got).__name__}"
        a, b = np.asarray(want.numpy(), "f8"), np.asarray(got.numpy(), "f8")
        assert a.shape == b.shape, path
        if a.size:
            assert np.abs(a - b).max() <= 1e-4 * max(1, np.abs(a).max()), path
    elif isinstance(want, Storage):
        assert got.tolist() == want.tolist(), path
    elif isinstance(want, Table):
        if id(want) not in done:
            done.add(id(want))
            for key, value in want.items():
                compare(got.get(key), value, f"{path}.{key}", done)
    elif want != want:
        assert got != got, path
    else:
        assert got == want, path


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
def test_file(row: dict[str, str], kernels: str) -> None:
    path, count = FOLDER / row["file"], int(row["count"])
    thing = converter.load(path) if count == 1 else Table(converter.load_all(path))
    want = converter.load(FOLDER / row["expect"])
    if row["check"] == "equal":
        compare(thing, want, "value", set())
    elif row["check"] == "forward":
        check_forward(thing, want)
    else:
        for key in ("before", "after", "n", "t"):
            if key in want:
                compare(thing.get(key), want[key], key, set())


def check_forward(module: Any, want: Table) -> None:
    module.evaluate()
    compare(module.forward(want["input"]), want["output"], "output", set())
    if "gradInput" in want:
        module.zeroGradParameters()
        compare(module.backward(want["input"], want["gradOutput"]), want["gradInput"], "gradInput", set())

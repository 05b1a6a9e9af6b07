"""What every layer must survive: other memory layouts, copies, conversions, a cleared state, a second run."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest

import converter
from runtime import Table, torch

from ..gradients import inputs_of
from .cases import CASES, build

#: Torch refuses strided gradients or inputs here (its view() does).
NEEDS_CONTIGUOUS = {"View", "Squeeze", "Squeeze, batch", "Unsqueeze", "Collapse", "Kmeans"}
#: Cases whose first dimension is a batch, computed sample by sample.
BATCHED = [
    *("Linear", "Linear, no bias", "LinearWeightNorm", "PartialLinear", "Add", "Add, planes", "Add, scalar"),
    *("CAdd, batch", "Mul", "CMul, batch", "CMul", "Euclidean", "WeightedEuclidean", "Cosine", "Max", "Min", "Sum"),
    *("Sum, kept", "Identity", "Copy, forced", "Narrow", "Select", "Replicate", "Replicate, batch", "Reshape", "View"),
    *("Contiguous", "Unsqueeze", "Padding", "Collapse", "Constant", "Normalize", "Normalize, 3", "Normalize, largest"),
    *("LookupTable", "OneHot", "GradientReversal", "ZeroGrad"),
]


def run(module: Any, input: Any) -> list[np.ndarray]:
    """Output, gradInput and gradients of the parameters, as arrays."""
    torch.manualSeed(5)
    output = module.forward(input)
    results = [t.array.copy() for t in _tensors(output)]
    module.zeroGradParameters()
    gradient = _copy(output)
    torch.manualSeed(6)
    results += [t.array.copy() for t in _tensors(module.backward(input, gradient))]
    found = module.parameters()
    return results + [g.array.copy() for g in (found[1].array_values() if found is not None else [])]


def _tensors(value: Any) -> list[Any]:
    return [t for v in value.array_values() for t in _tensors(v)] if isinstance(value, Table) else [value]


def _copy(value: Any) -> Any:
    return Table([_copy(v) for v in value.array_values()]) if isinstance(value, Table) else value.clone()


def same(got: list[np.ndarray], want: list[np.ndarray], tolerance: float = 1e-12) -> None:
    assert len(got) == len(want)
    for a, b in zip(got, want):
        np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("name", CASES)
def test_twice(name: str) -> None:
    module, input = build(name)
    same(run(module, input), run(module, input))


@pytest.mark.parametrize("name", CASES)
def test_copies(name: str) -> None:
    module, input = build(name)
    run(module, input)
    copies = [
        module.clone(),
        copy.deepcopy(module),
        pickle.loads(pickle.dumps(module)),
        converter.loads(converter.dumps(module)),
        converter.loads(converter.dumps(module, ascii=True)),
    ]
    expected = run(module, input)
    for other in copies:
        assert type(other) is type(module) and repr(other) == repr(module)
        same(run(other, input), expected)


@pytest.mark.parametrize("name", CASES)
def test_clear_state(name: str) -> None:
    module, input = build(name)
    expected = run(module, input)
    module.clearState()
    same(run(module, input), expected)


@pytest.mark.parametrize("name", CASES)
def test_float_and_back(name: str) -> None:
    module, input = build(name)
    expected = run(module, input)
    half = _floats(input)
    results = run(module.float(), half)
    same(results, expected, 2e-4)
    assert {a.dtype for a in results} <= {np.dtype("f4"), np.dtype("i8"), np.dtype("u1")}
    same(run(module.double(), input), expected, 2e-4)


def _floats(value: Any) -> Any:
    if isinstance(value, Table):
        return Table([_floats(v) for v in value.array_values()])
    return value.float() if value.typename == "torch.DoubleTensor" else value


@pytest.mark.parametrize("name", sorted(CASES.keys() - NEEDS_CONTIGUOUS))
def test_strided_input(name: str) -> None:
    module, input = build(name)
    expected = run(module, input)
    same(run(build(name)[0], _strided(input)), expected)


def _strided(value: Any) -> Any:
    if isinstance(value, Table):
        return Table([_strided(v) for v in value.array_values()])
    if value.typename != "torch.DoubleTensor":
        return value
    holes = torch.DoubleTensor(*value._size, 2)
    view = holes.select(len(value._size) + 1, 1)
    assert not view.isContiguous()
    return view.copy(value)


@pytest.mark.parametrize("name", BATCHED)
def test_batch_of_one_between(name: str) -> None:
    module, input = build(name)
    expected = run(module, input)
    alone = run(module, input.narrow(1, 2, 1))
    same(alone[:2], [expected[0][1:2], expected[1][1:2]], 1e-9)
    same(run(module, input), expected)


def test_inputs_are_found() -> None:
    assert len(inputs_of(build("Bilinear")[1])) == 2

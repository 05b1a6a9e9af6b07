"""What every layer must survive: copies, files, conversions, a cleared state, strided and single input."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

import converter
from runtime import Table, nn, torch

from ..simple.test_survival import _floats, _strided, run, same
from .cases import CASES, build

#: Torch refuses strided gradients or inputs here (its view() does).
NEEDS_CONTIGUOUS = {"PixelShuffle"}


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
    if name.endswith("FractionalMaxPooling"):
        module.fixPoolingRegions(False)
    expected = run(module, input)
    module.clearState()
    same(run(module, input), expected)


@pytest.mark.parametrize("name", CASES)
def test_float_and_back(name: str) -> None:
    module, input = build(name)
    if "Fractional" in name:
        module.fixPoolingRegions(False)
    expected = run(module, input)
    results = run(module.float(), _floats(input))
    same(results, expected, 2e-4)
    assert {a.dtype for a in results} <= {np.dtype("f4")}
    same(run(module.double(), input), expected, 2e-4)


@pytest.mark.parametrize("name", sorted(CASES.keys() - NEEDS_CONTIGUOUS))
def test_strided_input_and_gradient(name: str) -> None:
    module, input = build(name)
    expected = run(module, input)
    other, input = build(name)
    strided = _strided(input)
    torch.manualSeed(5)
    results = [other.forward(strided).array.copy()]
    other.zeroGradParameters()
    gradInput = other.backward(strided, _strided(other.output.clone()))
    first = gradInput[1] if isinstance(gradInput, Table) else gradInput
    same([*results, first.array], expected[:2])


@pytest.mark.parametrize("name", [n for n in CASES if "Fractional" not in n and "size" not in n])
def test_evaluation_gives_the_same(name: str) -> None:
    module, input = build(name)
    expected = run(module, input)
    module.evaluate()
    same(run(module, input), expected)


#: Dimensions of a batched input, by the beginning of the name.
BATCH_DIMS = {"Spat": 4, "Temp": 3, "Volu": 5, "Pixe": 4}
SAMPLE_BY_SAMPLE = [
    name
    for name, (_, shape) in CASES.items()
    if isinstance(shape, tuple) and len(shape) == BATCH_DIMS.get(name[:4]) and "Fractional" not in name
]


@pytest.mark.parametrize("name", SAMPLE_BY_SAMPLE)
def test_samples_by_themselves(name: str) -> None:
    module, input = build(name)
    expected = run(module, input)
    for i in range(input._size[0]):
        alone = build(name)[0]
        single = input.select(1, i + 1).clone()
        output = alone.forward(single)
        gradInput = alone.backward(single, output.clone())
        same([output.array, gradInput.array], [expected[0][i], expected[1][i]])


def test_gradients_may_be_left_out() -> None:
    for name in ("SpatialConvolution", "SpatialFullConvolution", "TemporalConvolution", "VolumetricConvolution"):
        module, input = build(name)
        output = module.forward(input).clone()
        module.gradInput = None
        module.zeroGradParameters()
        assert module.backward(input, output) is None
        assert np.abs(module.gradWeight.array).sum() > 0


def test_a_saved_volumetric_dilated_pooling_forgets_ceil() -> None:
    module = nn.VolumetricDilatedMaxPooling(2, 2, 2).ceil()
    assert module.clone().ceil_mode is False
    assert converter.loads(converter.dumps(module)).ceil_mode is False
    assert converter.loads(converter.dumps(nn.VolumetricMaxPooling(2, 2, 2).ceil())).ceil_mode is True

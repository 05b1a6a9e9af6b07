"""Convolutions and poolings: evaluation, single images, passes without gradInput, what saving forgets."""

from __future__ import annotations

import numpy as np
import pytest

import converter
from runtime import nn

from ..cases.convolution import CASES
from ..tools import run, same


@pytest.mark.parametrize("name", [n for n in CASES if "Fractional" not in n and "size" not in n])
def test_evaluation_gives_the_same(name: str) -> None:
    module, input = CASES[name].build()
    expected = run(module, input)
    module.evaluate()
    same(run(module, input), expected)


#: Dimensions of a batched input, by the beginning of the name.
BATCH_DIMS = {"Spat": 4, "Temp": 3, "Volu": 5, "Pixe": 4}
SAMPLE_BY_SAMPLE = [
    name
    for name, entry in CASES.items()
    if isinstance(entry.input, tuple) and len(entry.input) == BATCH_DIMS.get(name[:4]) and "Fractional" not in name
]


@pytest.mark.parametrize("name", SAMPLE_BY_SAMPLE)
def test_samples_by_themselves(name: str) -> None:
    module, input = CASES[name].build()
    expected = run(module, input)
    for i in range(input._size[0]):
        alone = CASES[name].build()[0]
        single = input.select(1, i + 1).clone()
        output = alone.forward(single)
        gradInput = alone.backward(single, output.clone())
        same([output.array, gradInput.array], [expected[0][i], expected[1][i]])


def test_gradients_may_be_left_out() -> None:
    for name in ("SpatialConvolution", "SpatialFullConvolution", "TemporalConvolution", "VolumetricConvolution"):
        module, input = CASES[name].build()
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

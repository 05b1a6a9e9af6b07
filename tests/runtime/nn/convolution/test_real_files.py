"""Real files of public projects: stored activations and outputs come out again."""

from __future__ import annotations

import numpy as np
import pytest

import converter

from ....paths import real_file


def tensor_like(tensor, array):
    clone = tensor.clone()
    clone.array[...] = array
    return clone


def test_every_layer_of_a_temporal_net_reproduces_its_stored_output() -> None:
    net = converter.load(real_file("arthur-leguennec+classifTimeSeries/test2.t7"))
    layers = net.modules.array_values()
    stored = [layer.output.array.copy() for layer in layers]
    assert len(layers) == 13
    for before, given, layer, want in zip(layers, stored, layers[1:], stored[1:]):
        got = layer.updateOutput(tensor_like(before.output, given)).array
        np.testing.assert_allclose(got, want, rtol=1e-4, atol=1e-6, err_msg=layer.typename)


FACE = "e-lab+torch7-demos/face-detector/face.net"


def test_the_face_detector_reproduces_its_stored_activations() -> None:
    net = converter.load(real_file(FACE))
    stored = [module.output.array.copy() for module in net.modules.array_values()]
    net.forward(net.modules[1].input.clone())
    for module, want in zip(net.modules.array_values(), stored):
        np.testing.assert_allclose(module.output.array, want, rtol=1e-10, atol=1e-12, err_msg=module.typename)


@pytest.mark.parametrize("size", [32, 57])
def test_both_encodings_of_the_face_detector_agree(size: int) -> None:
    image = np.random.default_rng(1).standard_normal((1, size, size))
    outputs = [converter.load(real_file(name))(image) for name in (FACE, FACE + ".ascii")]
    assert outputs[0].shape == (2, (size - 32) // 4 + 1, (size - 32) // 4 + 1)
    np.testing.assert_allclose(*outputs, atol=1e-4)


@pytest.mark.parametrize("name", ["linear_2d", "batch_norm"])
def test_opencv_triples(name: str) -> None:
    net, given, want = (
        converter.load(real_file(f"opencv_extra_torch/net_{name}_{part}.txt")) for part in ("net", "input", "output")
    )
    assert np.abs(net.forward(given).array - want.array).max() < 1e-12

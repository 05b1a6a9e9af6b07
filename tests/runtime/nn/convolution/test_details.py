"""Texts, defaults, errors and old fields of single classes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runtime import Table, nn, torch
from runtime.errors import TorchError

TEXTS = [
    (lambda: nn.SpatialConvolution(3, 8, 5, 5), "nn.SpatialConvolution(3 -> 8, 5x5)"),
    (lambda: nn.SpatialConvolution(3, 8, 5, 4, 2, 1), "nn.SpatialConvolution(3 -> 8, 5x4, 2,1)"),
    (lambda: nn.SpatialConvolution(3, 8, 5, 5, 1, 1, 2), "nn.SpatialConvolution(3 -> 8, 5x5, 1,1, 2,2)"),
    (lambda: nn.SpatialConvolution(3, 8, 1, 1).noBias(), "nn.SpatialConvolution(3 -> 8, 1x1) without bias"),
    (lambda: nn.SpatialConvolutionMM(1, 2, 3, 3, 1, 1, 0, 1), "nn.SpatialConvolutionMM(1 -> 2, 3x3, 1,1, 0,1)"),
    (
        lambda: nn.SpatialDilatedConvolution(1, 2, 3, 3, 1, 1, 0, 0, 2, 3),
        "nn.SpatialDilatedConvolution(1 -> 2, 3x3, 2,3)",
    ),
    (
        lambda: nn.SpatialFullConvolution(1, 2, 3, 3, 2, 2, 1, 1, 1, 0),
        "nn.SpatialFullConvolution(1 -> 2, 3x3, 2,2, 1,1, 1,0)",
    ),
    (
        lambda: nn.SpatialConvolutionLocal(1, 2, 8, 7, 3, 3, 1, 1, 1),
        "nn.SpatialConvolutionLocal(1 -> 2, 8x7, 3x3, 1,1, 1,1)",
    ),
    (lambda: nn.SpatialMaxPooling(3, 2), "nn.SpatialMaxPooling(3x2, 3,2)"),
    (lambda: nn.SpatialMaxPooling(3, 3, 2, 2, 1, 1), "nn.SpatialMaxPooling(3x3, 2,2, 1,1)"),
    (lambda: nn.SpatialDilatedMaxPooling(2, 2), "nn.SpatialDilatedMaxPooling(2x2, 2,2, 1,1)"),
    (lambda: nn.SpatialAveragePooling(2, 2), "nn.SpatialAveragePooling(2x2, 1,1)"),
    (
        lambda: nn.SpatialMaxUnpooling(nn.SpatialMaxPooling(2, 2)),
        "nn.SpatialMaxUnpooling associated to nn.SpatialMaxPooling(2x2, 2,2)",
    ),
    (lambda: nn.SpatialFractionalMaxPooling(2, 2, 3, 4), "nn.SpatialFractionalMaxPooling(3x4, 2,2)"),
    (lambda: nn.SpatialZeroPadding(1), "nn.SpatialZeroPadding(l=1, r=1, t=1, b=1)"),
    (lambda: nn.SpatialReflectionPadding(1, 2, 3, 4), "nn.SpatialReflectionPadding(l=1, r=2, t=3, b=4)"),
    (
        lambda: nn.VolumetricReplicationPadding(1, 2),
        "nn.VolumetricReplicationPadding(left=1, right=2, top=1, bottom=1, front=1, back=1)",
    ),
    (lambda: nn.VolumetricConvolution(1, 2, 3, 2, 1), "nn.VolumetricConvolution(1 -> 2, 3x2x1)"),
    (lambda: nn.VolumetricConvolution(1, 2, 3, 3, 3).noBias(), "nn.VolumetricConvolution(1 -> 2, 3x3x3)"),
    (lambda: nn.VolumetricMaxPooling(2, 3, 4), "nn.VolumetricMaxPooling(2x3x4, 2,3,4)"),
    (lambda: nn.VolumetricAveragePooling(2, 3, 4, 1, 2, 3), "nn.VolumetricAveragePooling(2x3x4, 1,2,3)"),
    (lambda: nn.TemporalRowConvolution(3, 2, 2), "nn.TemporalRowConvolution(3, 2, 2)"),
    (lambda: nn.TemporalConvolution(3, 2, 2), "nn.TemporalConvolution"),
    (lambda: nn.SpatialUpSamplingNearest(2), "nn.SpatialUpSamplingNearest"),
    (lambda: nn.SpatialUpSamplingBilinear(2), "nn.SpatialUpSamplingBilinear(2)"),
    (lambda: nn.UpSampling(2), "nn.UpSampling(2x, nearest)"),
    (
        lambda: nn.UpSampling(Table({"oheight": 4, "owidth": 5}), "linear"),
        "nn.UpSampling(4x5, linear)",
    ),
]


@pytest.mark.parametrize("make, text", TEXTS, ids=[text for _, text in TEXTS])
def test_text(make: Any, text: str) -> None:
    assert repr(make()) == text


def randn(*size: int) -> Any:
    return torch.DoubleTensor(np.random.default_rng(1).standard_normal(size))


ERRORS = [
    (lambda: nn.SpatialConvolution(2, 3, 3, 3).forward(randn(3, 3)), r"bad argument #2 to 'v' \(3D or 4D input tensor"),
    (
        lambda: nn.SpatialConvolution(2, 3, 3, 3).forward(randn(1, 3, 5, 5)),
        r"Need input of dimension 4 and input.size\[1\] == 2 but got input to be of shape: \[1 x 3 x 5 x 5\]",
    ),
    (
        lambda: nn.SpatialConvolution(2, 3, 3, 3).forward(randn(2, 2, 5)),
        r"Given input size: \(2 x 2 x 5\). Calculated output size: \(3 x 0 x 3\). Output size is too small",
    ),
    (
        lambda: nn.SpatialConvolution(2, 3, 3, 3).float().forward(randn(2, 5, 5)),
        r"nn.SpatialConvolution: input is a torch.DoubleTensor, but the module works on torch.FloatTensor",
    ),
    (
        lambda: nn.SpatialConvolution(1, 1, 3, 3).updateGradInput(randn(1, 5, 5), randn(1, 2, 3)),
        r"Need gradOutput of dimension 3 and gradOutput.size\[1\] == 3 but got gradOutput",
    ),
    (lambda: nn.SpatialConvolution(1, 1, 3, 3, 0).forward(randn(1, 5, 5)), r"#11 to 'v' \(stride should be greater"),
    (lambda: nn.SpatialConvolutionMM(1, 1, 3, 3).noBias().reset(), "attempt to index field 'bias'"),
    (lambda: nn.SpatialFullConvolution(1, 1, 3, 3, 2, 2, 0, 0, 2, 0), "adjW and adjH must be smaller than self.dW - 1"),
    (lambda: nn.SpatialConvolutionLocal(1, 1, 2, 2, 3, 3), "illegal configuration: output width or height less than 1"),
    (
        lambda: nn.SpatialConvolutionLocal(1, 1, 4, 4, 3, 3).forward(randn(1, 5, 4)),
        r"Given input size: \(1x5x4\) inconsistent with expected input size: \(1x4x4\)",
    ),
    (
        lambda: nn.SpatialConvolutionMap(nn.tables.full(2, 2), 3, 3).forward(randn(2, 2, 2)),
        "input image smaller than kernel size",
    ),
    (lambda: nn.SpatialMaxPooling(2, 2, 2, 2, 2, 0).forward(randn(1, 4, 4)), "pad should be smaller than half"),
    (lambda: nn.SpatialMaxPooling(5, 5).forward(randn(2, 4, 4)), r"Given input size: \(2x4x4\). Calculated output"),
    (lambda: nn.SpatialMaxUnpooling(nn.SpatialAveragePooling(2, 2)), "Argument must be a nn.SpatialMaxPooling module"),
    (lambda: nn.SpatialMaxUnpooling(nn.SpatialMaxPooling(2, 2, 1, 1)), "The size of pooling module's kernel"),
    (
        lambda: nn.SpatialReflectionPadding(4, 0, 0, 0).forward(randn(1, 4, 4)),
        "padding pad_l=4, pad_r=0 needs more than the 4 elements",
    ),
    (lambda: nn.SpatialZeroPadding(-3, -3).forward(randn(1, 4, 4)), "input is too small"),
    (lambda: nn.SpatialUpSamplingNearest(1.5), "scale_factor must be integer"),
    (lambda: nn.SpatialUpSamplingNearest(0.5), "scale_factor must be greater than 1"),
    (lambda: nn.SpatialUpSamplingNearest(2).forward(randn(2, 2)), "only support 3D or 4D tensors"),
    (lambda: nn.UpSampling(Table({"oheight": 1, "owidth": 1})), "Nearest neighbour upsampling requires"),
    (lambda: nn.SpatialFractionalMaxPooling(2, 2, 4, 4).forward(randn(1, 5, 5)), "poolSizeH .2. too large relative"),
    (lambda: nn.SpatialFractionalMaxPooling(1, 2, 4, 4), "assertion failed!"),
    (
        lambda: nn.TemporalConvolution(3, 2, 4).forward(randn(3, 3)),
        r"input sequence smaller than kernel size. Got: 3, Expected: 4",
    ),
    (lambda: nn.TemporalConvolution(3, 2, 2).forward(randn(5, 4)), r"invalid input frame size. Got: 4, Expected: 3"),
    (lambda: nn.TemporalDynamicKMaxPooling(4).forward(randn(3, 2)), r"Input sequence length \(3\) too small"),
    (lambda: nn.PixelShuffle(2).forward(randn(3, 2, 2)), "3 planes are not a multiple of 4"),
    (lambda: nn.FeatureLPPooling(17, 1, 2), "width must be within 2 to 16"),
    (lambda: repr(nn.FeatureLPPooling(2, 1, 2, True)), "number expected, got boolean"),
    (
        lambda: nn.VolumetricConvolution(1, 1, 2, 2, 2).forward(randn(2, 2, 2)),
        r"4D or 5D \(batch mode\) tensor expected",
    ),
    (
        lambda: nn.VolumetricAveragePooling(3, 2, 2).forward(randn(1, 2, 4, 4)),
        r"input image \(T: 2 H: 4 W: 4\) smaller than kernel size \(kT: 3 kH: 2 kW: 2\)",
    ),
]


@pytest.mark.parametrize("action, text", ERRORS, ids=[text for _, text in ERRORS])
def test_error(action: Any, text: str) -> None:
    with pytest.raises(TorchError, match=text):
        action()


def test_defaults_follow_the_first_dimension() -> None:
    module = nn.SpatialConvolution(1, 1, 3, 3, None, None, 1)
    assert (module.dW, module.dH, module.padW, module.padH) == (1, 1, 1, 1)
    module = nn.VolumetricConvolution(1, 1, 3, 3, 3, 1, 1, 1, 2)
    assert (module.padT, module.padW, module.padH) == (2, 2, 2)
    module = nn.SpatialFullConvolution(1, 1, 3, 3, 1, 1, 1)
    assert (module.padW, module.padH) == (1, 0)


def test_parameters_are_drawn_in_torchs_order() -> None:
    torch.manualSeed(3)
    draws = torch.DoubleTensor(2 * 3 * 4 * 5 + 2).uniform(-1, 1).array / np.sqrt(3 * 4 * 5)
    torch.manualSeed(3)
    module = nn.SpatialConvolution(3, 2, 5, 4)
    np.testing.assert_allclose(module.weight.array.reshape(-1), draws[:-2])
    np.testing.assert_allclose(module.bias.array, draws[-2:])
    torch.manualSeed(3)
    module.reset(0.1)
    np.testing.assert_allclose(module.bias.array, draws[-2:] * np.sqrt(60) * 0.1 * np.sqrt(3))


def test_a_map_draws_each_kernel_by_its_fan_in() -> None:
    table = torch.DoubleTensor([[1, 1], [2, 1], [3, 1], [1, 2]])
    torch.manualSeed(3)
    draws = torch.DoubleTensor(4 * 6 + 2).uniform(-1, 1).array
    torch.manualSeed(3)
    module = nn.SpatialConvolutionMap(table, 3, 2)
    fan = np.array([3, 3, 3, 1])
    np.testing.assert_allclose(module.weight.array.reshape(4, 6), draws[:24].reshape(4, 6) / np.sqrt(6 * fan)[:, None])
    np.testing.assert_allclose(module.bias.array, draws[24:] / np.sqrt([18, 6]))


def test_tables() -> None:
    assert nn.tables.full(2, 2).tolist() == [[1, 1], [2, 1], [1, 2], [2, 2]]
    assert nn.tables.oneToOne(2).tolist() == [[1, 1], [2, 2]]
    chosen = nn.tables.random(6, 4, 3).numpy()
    assert chosen[:, 1].tolist() == [1] * 3 + [2] * 3 + [3] * 3 + [4] * 3
    assert sorted(chosen[:6, 0]) == sorted(chosen[6:, 0]) == [1, 2, 3, 4, 5, 6]


def test_output_keeps_its_identity_and_memory() -> None:
    module = nn.SpatialConvolution(1, 2, 3, 3)
    first = module.forward(randn(1, 8, 8))
    memory = first.array
    assert module.forward(randn(1, 8, 8)) is first and np.shares_memory(first.array, memory)
    assert module.forward(randn(1, 5, 4)) is first and np.shares_memory(first.array, memory)
    assert first._size == (2, 3, 2)


def test_float_stays_float() -> None:
    module = nn.SpatialConvolution(1, 2, 3, 3).float()
    x = randn(2, 1, 6, 6).float()
    assert module.forward(x).array.dtype == np.float32
    assert module.backward(x, module.output.clone(), 0.5).array.dtype == np.float32
    assert module.gradWeight.array.dtype == np.float32


def test_pooling_ignores_nan() -> None:
    nan, inf, lowest = float("nan"), float("inf"), np.finfo(float).min  # as THInf in Torch
    x = torch.DoubleTensor([[[nan, 1, nan, nan], [0, nan, nan, nan], [-inf, -inf, nan, 2], [-inf, -inf, 3, nan]]])
    for evaluate in (False, True):
        module = nn.SpatialMaxPooling(2, 2)
        if evaluate:
            module.evaluate()
        assert module.forward(x).tolist() == [[[1, lowest], [lowest, 3]]]
    module.training()
    module.forward(x)
    assert module.indices.tolist() == [[[2, 0], [0, 15]]]


def test_unpooling_in_evaluation() -> None:
    pool = nn.SpatialMaxPooling(2, 2, 2, 2)
    net = nn.Sequential().add(pool).add(nn.SpatialMaxUnpooling(pool))
    x = randn(2, 3, 4, 5)
    want = net.forward(x).clone()
    for other in (net, net.clone()):
        other.evaluate()
        np.testing.assert_array_equal(other.forward(x).array, want.array)


def test_evaluation_frees_the_indices() -> None:
    module = nn.SpatialMaxPooling(2, 2)
    module.forward(randn(2, 4, 4))
    assert module.indices._size == (2, 2, 2)
    module.evaluate()
    module.forward(randn(2, 4, 4))
    assert module.indices.nElement() == 0
    assert "_wanted_indices" not in vars(module)


def test_a_row_convolution_turns_its_output_back() -> None:
    """With as many frames as features Torch does not resize, and transposes again."""
    module = nn.TemporalRowConvolution(3, 2).noBias()
    x = randn(4, 3)
    first = module.forward(x).array.copy()
    second = module.forward(x).array.copy()
    np.testing.assert_array_equal(second, first.T)
    assert module.forward(x)._stride == (1, 3)


def test_old_fields_of_convolutions() -> None:
    module = nn.SpatialConvolution(2, 3, 3, 3, 1, 1, 1)
    x = randn(2, 4, 4)
    want = module.forward(x).array.copy()
    old = nn.SpatialConvolution(2, 3, 3, 3)
    old.weight, old.bias = module.weight.view(3, 18), module.bias
    del old.padW, old.padH
    old.padding = 1
    old._upgrade(1, "nn.SpatialConvolution")
    assert (old.padW, old.padH, old.weight._size) == (1, 1, (3, 2, 3, 3)) and "padding" not in vars(old)
    assert old.weight._storage is module.weight._storage
    np.testing.assert_allclose(old.forward(x).array, want, atol=1e-12)


def test_old_volumetric_full_convolution() -> None:
    module = nn.VolumetricFullConvolution(2, 3, 2, 2, 2, 1, 1, 1, 1)
    x = randn(2, 3, 3, 3)
    want = module.forward(x).array.copy()
    module.weight = module.weight.transpose(1, 2).contiguous()
    for name in ("T", "W", "H"):
        setattr(module, "p" + name, getattr(module, "pad" + name))
        delattr(module, "pad" + name)
        delattr(module, "adj" + name)
    module._upgrade(1, "nn.VolumetricFullConvolution")
    np.testing.assert_allclose(module.forward(x).array, want, atol=1e-12)


def test_average_pooling_of_old_files_sums() -> None:
    module = nn.SpatialAveragePooling(2, 2, 2, 2)
    for name in ("ceil_mode", "count_include_pad", "divide", "padW", "padH"):
        delattr(module, name)
    module._upgrade(1, "nn.SpatialAveragePooling")
    assert module.forward(torch.DoubleTensor(1, 2, 2).fill(1)).tolist() == [[[4]]]
    module._upgrade(1, "cudnn.SpatialAveragePooling")
    assert module.forward(torch.DoubleTensor(1, 2, 2).fill(1)).tolist() == [[[1]]]


def test_padding_takes_other_types() -> None:
    module = nn.SpatialZeroPadding(1)
    assert module.forward(torch.IntTensor(1, 2, 2).fill(3)).array.sum() == 12


def test_many_small_samples_are_put_together() -> None:
    """More samples than threads, few windows each: one product for several samples."""
    rng = np.random.default_rng(1)
    module = nn.SpatialConvolution(3, 4, 3, 3, 1, 1, 1)
    x = rng.standard_normal((64, 3, 4, 4))
    together = module.forward(torch.DoubleTensor(x)).array.copy()
    for i in (0, 13, 63):
        np.testing.assert_allclose(module.forward(torch.DoubleTensor(x[i])).array, together[i], atol=1e-12)


def test_temporal_convolutions_of_cudnn() -> None:
    module = nn.TemporalConvolution(3, 2, 4, 2)
    x = randn(2, 9, 3)
    want = module.forward(x).array.copy()
    module.kW, module.kH, module.dW, module.dH, module.padH = 3, 4, 1, 2, 0
    module._upgrade(1, "cudnn.TemporalConvolution")
    np.testing.assert_allclose(module.forward(x).array, want)
    module.padH = 2
    padded = torch.DoubleTensor(2, 13, 3).zero()
    padded.narrow(2, 3, 9).copy(x)
    got = module.forward(x).array.copy()
    module.padH = None
    np.testing.assert_allclose(got, module.forward(padded).array)


def test_sub_sampling_with_one_window_keeps_the_features_apart() -> None:
    module = nn.TemporalSubSampling(2, 3)
    module.weight.array[...], module.bias.array[...] = [1, 2], [10, 20]
    assert module.forward(torch.DoubleTensor([[1, 2], [3, 4], [5, 6]])).tolist() == [[19, 44]]


def test_sizes_of_a_single_image_are_noted_as_of_a_batch() -> None:
    module = nn.SpatialUpSamplingBilinear(2)
    module.forward(randn(3, 2, 4))
    assert (module.inputSize.tolist(), module.outputSize.tolist()) == ([1, 3, 2, 4], [1, 3, 4, 8])


def test_places_of_adaptive_maxima_are_row_then_column() -> None:
    module = nn.SpatialAdaptiveMaxPooling(1, 1)
    module.forward(torch.DoubleTensor([[[0, 0, 0], [0, 0, 7]]]))
    assert module.indices.array.reshape(-1).tolist() == [2, 3]


@pytest.mark.parametrize("divide", [False, True])
def test_average_pooling_of_single_elements_and_of_whole_images(divide: bool) -> None:
    x = randn(2, 3, 8, 6)
    single, whole = nn.SpatialAveragePooling(1, 1, 3, 2), nn.SpatialAveragePooling(6, 8)
    for module in (single, whole):
        module.divide = divide
    np.testing.assert_array_equal(single.forward(x).array, x.array[:, :, ::2, :4:3])
    g = randn(*single.output._size)
    expected = np.zeros(x._size)
    expected[:, :, ::2, :4:3] = g.array
    np.testing.assert_array_equal(single.backward(x, g).array, expected)
    factor = 1 / 48 if divide else 1
    np.testing.assert_allclose(whole.forward(x).array, x.array.sum((2, 3), keepdims=True) * factor, atol=1e-12)
    g = randn(2, 3, 1, 1)
    np.testing.assert_allclose(whole.backward(x, g).array, np.broadcast_to(g.array * factor, x._size))
    with pytest.raises(TorchError, match="Need gradOutput of dimension 4"):
        single.backward(x, g)
    whole.kW = 7
    with pytest.raises(TorchError, match="Output size is too small"):
        whole.forward(x)

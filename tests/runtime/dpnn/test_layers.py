"""dpnn's layers against plain loops and formulas, from Python and without activation."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from runtime import Table, TorchError, nn, torch

from ..nn.gradients import gradient_error


def test_arg_max_of_batches_ties_and_types() -> None:
    x = torch.Tensor([[1, 5, 5], [9, 1, 9]])
    assert nn.ArgMax(2).forward(x).tolist() == [2, 1]
    assert nn.ArgMax(1).forward(x).tolist() == [2, 1, 2]
    module = nn.ArgMax(1, 1)
    assert module.forward(x).tolist() == [2, 1] and module.forward(x.select(1, 1)).tolist() == [2]
    assert module.backward(x, None).sum() == 0
    assert module.float() is module and module.output._typename == "torch.LongTensor"
    assert nn.ArgMax(1, 1, False).float().forward(x.float())._typename == "torch.FloatTensor"


def test_clip_keeps_nan_and_passes_the_gradient_on() -> None:
    module, x = nn.Clip(-1, 0.5), torch.Tensor([-3, 0.25, math.nan, 7])
    np.testing.assert_array_equal(module.forward(x).array, [-1, 0.25, math.nan, 0.5])
    gradient = torch.Tensor([1, 2, 3, 4])
    assert module.backward(x, gradient)._storage is gradient._storage
    with pytest.raises(TorchError):
        nn.Clip("a", 1)


def test_reverse_table_shrinks_with_its_input() -> None:
    module = nn.ReverseTable()
    assert module.forward(Table([1, 2, 3])).array_values() == [3, 2, 1]
    output = module.forward(Table([1, 2]))
    assert output is module.output and output.array_values() == [2, 1] and len(output.keys()) == 2
    with pytest.raises(TorchError, match="Expecting table"):
        module.forward(torch.ones(2))


def test_entropy_is_raised_where_it_is_low() -> None:
    torch.manualSeed(3)
    x = nn.SoftMax().forward(torch.randn(4, 3).mul(3)).clone()
    module, zero = nn.CategoricalEntropy(1), torch.zeros(4, 3)
    gradient = module.backward(x, zero).array

    def entropy(p: np.ndarray) -> float:
        mean = p.sum(0) / p.sum()
        return -(mean * np.log(mean + 1e-6)).sum()

    assert module.entropy == pytest.approx(entropy(x.array))
    direction = np.random.default_rng(0).standard_normal(x._size)
    direction -= direction.mean()  # 1 / sum(x) counts as constant
    step = 1e-6 * direction
    slope = (entropy(x.array + step) - entropy(x.array - step)) / 2e-6
    assert -(gradient * direction).sum() * 4 == pytest.approx(slope, rel=1e-4)
    satisfied = nn.CategoricalEntropy(1, 1e-3)
    assert satisfied.backward(x, zero).sum() == 0
    with pytest.raises(TorchError, match="only works with batches"):
        module.forward(torch.ones(3))


def test_total_dropout_keeps_or_drops_everything() -> None:
    torch.manualSeed(1)
    module, x = nn.TotalDropout(0.25), torch.ones(2, 3)
    kept = []
    for _ in range(400):
        total = module.forward(x).sum()
        assert total in (0, 6) and module.backward(x, x).sum() == total
        kept.append(total / 6)
    assert np.mean(kept) == pytest.approx(0.75, abs=0.07)
    module.evaluate()
    assert module.forward(x).sum() == 6
    with pytest.raises(TorchError, match="only defined while training"):
        module.backward(x, x)
    with pytest.raises(TorchError, match="illegal percentage"):
        nn.TotalDropout(1)


def test_region_dropout_drops_one_edge() -> None:
    torch.manualSeed(1)
    module, x, seen = nn.SpatialRegionDropout(0.4), torch.ones(2, 5, 10), set()
    for _ in range(40):
        noise = module.forward(x).array
        rows, columns = (noise == 0).all((0, 2)), (noise == 0).all((0, 1))
        zero = {1: rows[:2], 2: rows[-2:], 3: columns[:4], 4: columns[-4:]}[module.regionType]
        assert zero.all() and (noise == 0).sum() == 2 * 20 and np.allclose(noise[noise > 0], 1 / 0.6)
        seen.add(module.regionType)
    assert seen == {1, 2, 3, 4}
    module.evaluate()
    assert module.forward(x).sum() == 100
    with pytest.raises(TorchError, match="4D"):
        nn.SpatialRegionDropout().forward(torch.ones(3))


def test_crops_come_from_where_coord_says() -> None:
    torch.manualSeed(1)
    module, x = nn.SpatialUniformCrop(2, 3), torch.randn(20, 2, 5, 6)
    output = module.forward(x).array.copy()
    gradient = module.backward(x, torch.ones(20, 2, 2, 3)).array
    assert len({tuple(place) for place in module.coord.tolist()}) > 5
    for i, (top, left) in enumerate(module.coord.tolist()):
        assert 1 <= top <= 3 and 1 <= left <= 3
        window = (slice(None), slice(top - 1, top + 1), slice(left - 1, left + 2))
        assert np.array_equal(output[i], x.array[i][window])
        expected = np.zeros((2, 5, 6))
        expected[window] = 1
        assert np.array_equal(gradient[i], expected)
    module.evaluate()
    assert np.array_equal(module.forward(x).array, x.array[:, :, 1:3, 1:4])
    assert module.forward(x.select(1, 1))._size == (2, 2, 3)
    with pytest.raises(TorchError, match="cannot crop"):
        nn.SpatialUniformCrop(9).forward(x)


def test_planes_are_normalized() -> None:
    module = nn.SpatialFeatNormalization(torch.Tensor([1, 2]), torch.Tensor([0.5, 4]))
    x = torch.randn(3, 2, 4, 5)
    expected = (x.array - np.array([1, 2])[:, None, None]) / np.array([0.5, 4])[:, None, None]
    np.testing.assert_allclose(module.forward(x).array, expected)
    assert gradient_error(module, x) < 1e-6 and gradient_error(module, torch.randn(2, 3, 3)) < 1e-6
    for bad in (torch.ones(3, 4, 4), torch.ones(2, 2)):
        with pytest.raises(TorchError, match="SpatialFeatNormalization"):
            module.forward(bad)


@pytest.mark.parametrize("size", [(4, 3, 5, 2), (3, 5, 2)])
def test_colour_noise_is_one_number_a_plane(size: tuple[int, ...]) -> None:
    torch.manualSeed(1)
    x = torch.zeros(*size)
    for module in (
        nn.SimpleColorTransform(3, torch.Tensor([0.1, 1, 10])),
        nn.PCAColorTransform(3, torch.eye(3), torch.Tensor([0.1, 1, 10]), 0.2),
    ):
        added = module.forward(x).array.reshape(-1, 3, 10)
        assert np.ptp(added, axis=2).max() == 0 and len(np.unique(added)) == added.size / 10
        assert (np.abs(added[:, :, 0]) < [0.1, 1, 10]).all() or isinstance(module, nn.PCAColorTransform)
        assert module.backward(x, torch.ones(*size)).sum() == x.nElement()
        assert module.float() is None and "noise" not in vars(module)
        module.evaluate()
        assert module.forward(x.float()).sum() == 0
    with pytest.raises(TorchError, match="don't match"):
        nn.SimpleColorTransform(2, torch.ones(3))


def glimpse(image: np.ndarray, place: Any, size: tuple[int, int], depth: int) -> np.ndarray:
    """One image's glimpse by loops over output pixels."""
    patches = []
    for level in range(depth):
        factor = 2**level
        height, width = size[0] * factor, size[1] * factor
        ph, pw = (height - 1) // 2, (width - 1) // 2
        padded = np.pad(image, ((0, 0), (ph, ph), (pw, pw)))
        spans = padded.shape[1] - height, padded.shape[2] - width
        y, x = [math.floor(min(s, max(0, (p + 1) / 2 * s))) for p, s in zip(place, spans)]
        patch = padded[:, y : y + height, x : x + width]
        patches.append(patch.reshape(len(image), size[0], factor, size[1], factor).mean((2, 4)))
    return np.concatenate(patches)


@pytest.mark.parametrize(("size", "depth"), [(3, 1), (4, 3), ((2, 4), 2)])
def test_glimpses_against_loops(size: Any, depth: int) -> None:
    torch.manualSeed(1)
    images, places = torch.randn(5, 2, 9, 8), torch.Tensor([[0, 0], [-1, 1], [1, -1], [0.3, -0.4], [3, -3]])
    module = nn.SpatialGlimpse(Table(size) if isinstance(size, tuple) else size, depth)
    output = module.forward(Table([images, places]))
    pair = size if isinstance(size, tuple) else (size, size)
    for i in range(5):
        np.testing.assert_allclose(output.array[i], glimpse(images.array[i], places.array[i], pair, depth), atol=1e-12)
    # The gradient is the transpose of the (linear) map from images to glimpses.
    weights = torch.randn(*output._size)
    total = float((output.array * weights.array).sum())
    gradient = module.backward(Table([images, places]), weights)
    assert float((gradient[1].array * images.array).sum()) == pytest.approx(total)
    assert gradient[2].sum() == 0 and gradient[2]._size == (5, 2)


def test_glimpse_of_one_image_and_of_an_old_file() -> None:
    module = nn.SpatialGlimpse(2, 2)
    given = Table([torch.randn(1, 6, 6), torch.Tensor([0.5, 0.5])])
    assert module.forward(given)._size == (2, 2, 2)
    module.gradInput = torch.Tensor()  # so older versions saved it
    assert module.backward(given, torch.ones(2, 2, 2))[1]._size == (1, 6, 6)


def test_binary_convolution_uses_signs_and_restores_the_weights() -> None:
    torch.manualSeed(1)
    module, x = nn.SpatialBinaryConvolution(2, 3, 3, 3), torch.randn(2, 2, 5, 5)
    weight = module.weight.array.copy()
    output = module.forward(x).array.copy()
    signs, sizes = np.where(weight >= 0, 1.0, -1.0), np.abs(weight).mean((1, 2, 3))
    assert np.array_equal(module.weight.array, signs) and module.bias is None
    plain = nn.SpatialConvolution(2, 3, 3, 3).noBias()
    plain.weight.array[...] = signs
    np.testing.assert_allclose(output, plain.forward(x).array * sizes[:, None, None], rtol=1e-10)
    module.zeroGradParameters()
    module.backward(x, torch.ones(2, 3, 3, 3))
    assert np.array_equal(module.weight.array, weight)
    module.evaluate()
    np.testing.assert_allclose(module.forward(x).array, output)
    assert np.array_equal(module.weight.array, weight)
    assert module.float() is None and module.weight._typename == "torch.FloatTensor"


@pytest.mark.parametrize(
    ("module", "planes"),
    [
        (lambda: nn.FireModule(2, 1, 2, 3, "Tanh"), 5),
        (lambda: nn.Inception(inputSize=2, outputSize=[2, 1], reduceSize=[1, 2, 2, 1], transfer=nn.Tanh()), 6),
        (lambda: nn.Inception(inputSize=2, outputSize=[3], reduceSize=[1], kernelSize=[3], transfer=nn.Sigmoid()), 5),
    ],
)
def test_combinations_have_exact_gradients(module: Any, planes: int) -> None:
    torch.manualSeed(1)
    net = module()
    assert net.forward(torch.randn(2, 2, 5, 5))._size[:2] == (2, planes)
    assert gradient_error(net, torch.randn(2, 2, 5, 5)) < 1e-5


def test_inception_warns_of_columns_of_different_sizes(capsys: Any) -> None:
    nn.Inception(
        Table(
            {
                "inputSize": 1,
                "outputSize": Table([1, 1]),
                "reduceSize": Table([1, 1]),
                "kernelStride": Table([1, 2]),
            }
        )
    )
    printed = capsys.readouterr().out
    assert "Inconsistent output sizes.\t" in printed and "in pooling" in printed
    nn.FireModule(1, 4, 1, 1)
    assert "recommended to be smaller" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("criterion", "size", "scale"),
    [
        (lambda: nn.BinaryLogisticRegression(), (6,), 6),
        (lambda: nn.BinaryLogisticRegression(False), (6, 1), 1),
        (lambda: nn.SpatialBinaryLogisticRegression(), (2, 1, 3, 2), 24),
        (lambda: nn.SpatialBinaryLogisticRegression(), (1, 3, 2), 12),
    ],
)
def test_logistic_losses(criterion: Any, size: tuple[int, ...], scale: float) -> None:
    torch.manualSeed(1)
    loss, x, t = criterion(), torch.randn(*size), torch.randn(*size).sign()
    assert loss.forward(x, t) == pytest.approx(np.log1p(np.exp(-t.array * x.array)).sum() / scale)
    expected = -t.array / (1 + np.exp(t.array * x.array)) / scale
    np.testing.assert_allclose(loss.backward(x, t).array, expected, rtol=1e-10)
    loss.float()
    assert loss.forward(x.float(), t.float()) == pytest.approx(loss.forward(x.float(), t.float()))
    with pytest.raises(TorchError):
        loss.forward(torch.ones(2, 2, 2, 2, 2), torch.ones(2))


@pytest.mark.parametrize(
    ("module", "input"),
    [
        (lambda: nn.SpatialUniformCrop(3, 3, Table([0.8, 1.5])), lambda: torch.randn(3, 2, 9, 9)),
        (lambda: nn.SpatialUniformCrop(2, 4, {"min": 1, "max": 2}), lambda: torch.randn(1, 9, 9)),
        (lambda: nn.SpatialGlimpse(3, 3, 1.5), lambda: Table([torch.randn(2, 2, 9, 9), torch.rand(2, 2)])),
    ],
)
def test_scaled_windows_have_exact_gradients(module: Any, input: Any) -> None:
    torch.manualSeed(1)
    layer, given = module(), input()
    torch.manualSeed(4)
    output = layer.forward(given)
    weights = torch.randn(*output._size)
    gradient = layer.backward(given, weights)
    image, slope = (given[1], gradient[1]) if isinstance(given, Table) else (given, gradient)
    # The map from images to windows is linear: the gradient is its transpose.
    assert float((slope.array * image.array).sum()) == pytest.approx(float((output.array * weights.array).sum()))
    assert slope._size == image._size and np.abs(slope.array).sum() > 0


def test_arg_max_over_a_dimension_that_is_not_there() -> None:
    with pytest.raises(TorchError, match=r"bad argument #2 to '\?' \(dimension 3 out of range\)"):
        nn.ArgMax(3).forward(torch.DoubleTensor(2, 3))

"""Noise contrastive estimation: gradients against differences, both ways of sampling, alias tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runtime import Table, TorchError, nn, torch
from runtime.torchx import AliasMultinomial


def make(batchnoise: bool = True, Z: float | None = 1) -> tuple[Any, Table]:
    torch.manualSeed(1)
    module = nn.NCEModule(4, 9, 5, torch.rand(9).add(0.1), Z)
    module.batchnoise = batchnoise
    return module, Table([torch.randn(3, 4), torch.LongTensor([2, 9, 2])])


def with_samples(module: Any, given: Table) -> list[np.ndarray]:
    """The output with the same noise samples each time."""
    torch.manualSeed(9)
    return [t.array.copy() for t in module.forward(given).array_values()]


@pytest.mark.parametrize("batchnoise", [True, False])
def test_output_is_the_probability_of_targets_and_samples(batchnoise: bool) -> None:
    module, given = make(batchnoise, 2)
    of_targets, of_samples, noise_of_targets, noise_of_samples = with_samples(module, given)
    logits = given[1].array @ module.weight.array.T + module.bias.array
    targets = given[2].array - 1
    index = module.sampleidx.array - 1
    samples = np.tile(index[:5], (3, 1)) if batchnoise else index[:, 1:]
    rows = np.arange(3)
    np.testing.assert_allclose(of_targets, np.exp(logits[rows, targets]) / 2)
    np.testing.assert_allclose(of_samples, np.exp(logits[rows[:, None], samples]) / 2)
    np.testing.assert_allclose(noise_of_targets, module.unigrams.array[targets])
    np.testing.assert_allclose(noise_of_samples, module.unigrams.array[samples])
    assert module.unigrams.sum() == pytest.approx(1)


@pytest.mark.parametrize("batchnoise", [True, False])
@pytest.mark.parametrize("average", [True, False])
def test_gradients_against_differences(batchnoise: bool, average: bool) -> None:
    module, given = make(batchnoise)
    criterion = nn.NCECriterion()
    criterion.sizeAverage = average

    def loss() -> float:
        torch.manualSeed(9)
        return criterion.forward(module.forward(given), given[2])

    module.zeroGradParameters()
    loss()
    gradients = module.backward(given, criterion.backward(module.output, given[2]))
    rng = np.random.default_rng(0)
    for tensor, gradient in (
        (given[1], gradients[1]),
        (module.weight, module.gradWeight),
        (module.bias, module.gradBias),
    ):
        found, direction = gradient.array.copy(), rng.standard_normal(tensor._size)
        values = tensor.array.copy()
        ends = []
        for sign in (1, -1):
            tensor.array[...] = values + sign * 1e-6 * direction
            ends.append(loss())
        tensor.array[...] = values
        assert (found * direction).sum() == pytest.approx(
            (ends[0] - ends[1]) / 2e-6, rel=1e-4
        )  # but for the 1e-7 in it
    assert gradients[2].sum() == 0


def test_scale_and_repeated_classes_add_up() -> None:
    module, given = make()
    gradient = Table([torch.ones(3), torch.ones(3, 5)])
    once, twice = [], []
    for scale, into in ((1, once), (2, twice)):
        module.zeroGradParameters()
        with_samples(module, given)
        module.backward(given, gradient, scale)
        into += [module.gradWeight.array.copy(), module.gradBias.array.copy()]
    for a, b in zip(once, twice):
        np.testing.assert_allclose(2 * a, b)
    assert once[1].sum() == pytest.approx(module.output[1].sum() + module.output[2].sum())


@pytest.mark.parametrize("batchnoise", [True, False])
def test_unknown_normalization_comes_from_the_first_batch(batchnoise: bool, capsys: Any) -> None:
    module, given = make(batchnoise, None)
    with_samples(module, given)
    assert capsys.readouterr().out == f"normalization constant Z approximated to {module.Z.array[0]:.14g}\t\n"
    assert module.Z.array[0] > 0
    with_samples(module, given)
    assert capsys.readouterr().out == ""


def test_evaluation_can_give_all_classes() -> None:
    module, given = make()
    module.evaluate()
    assert len(module.forward(given)) == 4
    module.normalized = True
    probabilities = module.forward(given).array.copy()
    assert probabilities.shape == (3, 9) and np.allclose(probabilities.sum(1), 1)
    module.logsoftmax = True
    np.testing.assert_allclose(np.exp(module.forward(given).array), probabilities)
    module.training()
    assert len(module.forward(given)) == 4


def test_reset_types_and_state() -> None:
    module, given = make()
    assert np.allclose(module.bias.array, -np.log(9)) and np.abs(module.weight.array).max() <= 0.5
    assert np.abs(module.reset(0.1).bias.array).max() <= 0.1
    with_samples(module, given)
    assert module.float() is module and module.unigrams._typename == "torch.DoubleTensor"
    output = module.forward(Table([given[1].float(), given[2]]))
    assert {t._typename for t in output.array_values()} == {"torch.FloatTensor"}
    module.clearState()
    assert "sampleidx" not in vars(module) and module.output[1].nElement() == 0
    for bad in (Table([given[1].select(1, 1), given[2]]), Table([given[1], torch.Tensor([1, 2, 3])])):
        with pytest.raises(TorchError):
            module.forward(bad)
    with pytest.raises(TorchError, match="not supported"):
        module.multicuda(1, 2)


def test_alias_tables_draw_with_the_given_probabilities() -> None:
    torch.manualSeed(1)
    wanted = torch.Tensor([0.5, 0.125, 0.25, 0, 0.125])
    sampler = AliasMultinomial(wanted)
    drawn = sampler.batchdraw(torch.LongTensor(100, 200)).array.reshape(-1)
    np.testing.assert_allclose(np.bincount(drawn, minlength=6)[1:] / 20000, wanted.array, atol=0.01)
    share = sampler.q.array.copy()
    for place, partner in enumerate(sampler.J.array):
        if partner:
            share[partner - 1] += 1 - sampler.q.array[place]
    np.testing.assert_allclose(share / 5, wanted.array)
    assert set(np.unique([sampler.draw() for _ in range(200)])) == {1, 2, 3, 5}
    for bad in (torch.Tensor(3), torch.LongTensor()):
        with pytest.raises(TorchError):
            sampler.batchdraw(bad)


def test_reset_to_zero() -> None:
    module = nn.NCEModule(3, 5, 2, torch.DoubleTensor([1, 2, 3, 4, 5]))
    module.reset(0)
    assert not module.weight.array.any() and not module.bias.array.any()

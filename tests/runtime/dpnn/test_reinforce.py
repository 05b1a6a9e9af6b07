"""Modules that learn from a reward: what they draw, and gradients against differences of the log probability."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from runtime import Table, TorchError, nn, torch
from runtime.dpnn.reinforce.gamma import digamma, gammas
from runtime.random import Generator

REWARD = [0.5, -2, 1, 3]


def slope(log_probability: Callable, values: np.ndarray, step: float = 1e-6) -> np.ndarray:
    """Derivative of an elementwise log probability."""
    return (log_probability(values + step) - log_probability(values - step)) / (2 * step)


def drawn_and_gradient(module: Any, input: Any) -> tuple[np.ndarray, Any]:
    torch.manualSeed(5)
    drawn = module.forward(input).array.copy()
    module.reinforce(torch.Tensor(REWARD))
    return drawn, module.backward(input, torch.randn(4, 3))


def expected(derivative: np.ndarray) -> np.ndarray:
    return -derivative * np.array(REWARD)[:, None]


def test_bernoulli() -> None:
    p = torch.rand(4, 3).mul(0.8).add(0.1)
    x, gradient = drawn_and_gradient(nn.ReinforceBernoulli(), p)
    assert set(x.reshape(-1)) <= {0, 1}
    want = slope(lambda q: x * np.log(q) + (1 - x) * np.log(1 - q), p.array)
    np.testing.assert_allclose(gradient.array, expected(want), rtol=1e-5)


def test_categorical() -> None:
    p = nn.SoftMax().forward(torch.randn(4, 3))
    x, gradient = drawn_and_gradient(nn.ReinforceCategorical(), p)
    assert (x.sum(1) == 1).all() and set(x.reshape(-1)) == {0, 1}
    np.testing.assert_allclose(gradient.array, expected(x / p.array), rtol=1e-5)


@pytest.mark.parametrize("stdev", [0.7, [0.3, 1, 2], "same"])
def test_normal(stdev: Any) -> None:
    mean = torch.randn(4, 3)
    given = torch.rand(4, 3).add(0.5) if stdev == "same" else torch.Tensor(stdev) if isinstance(stdev, list) else stdev
    s = given if isinstance(given, float) else given.array
    x, gradient = drawn_and_gradient(nn.ReinforceNormal(given), mean)
    torch.manualSeed(5)
    np.testing.assert_allclose(x, torch.Tensor(4, 3).normal().array * s + mean.array)
    np.testing.assert_allclose(gradient.array, expected((x - mean.array) / (s * np.ones(x.shape)) ** 2), rtol=1e-9)


def test_normal_learns_its_deviations() -> None:
    given = Table([torch.randn(4, 3), torch.rand(4, 3).add(0.5)])
    u, s = given[1].array, given[2].array
    x, gradient = drawn_and_gradient(nn.ReinforceNormal(), given)
    np.testing.assert_allclose(gradient[1].array, expected((x - u) / s**2), rtol=1e-6)
    want = slope(lambda q: -np.log(q) - (x - u) ** 2 / (2 * q * q), s)
    np.testing.assert_allclose(gradient[2].array, expected(want), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("scale", [1.5, [0.5, 1, 2]])
def test_gamma(scale: Any) -> None:
    shape = torch.rand(4, 3).add(0.5)
    given = torch.Tensor(scale) if isinstance(scale, list) else scale
    x, gradient = drawn_and_gradient(nn.ReinforceGamma(given), shape)
    assert (x > 0).all()
    theta = np.broadcast_to(scale, (4, 3))
    log_gamma = np.vectorize(math.lgamma)
    want = slope(lambda k: (k - 1) * np.log(x) - x / theta - k * np.log(theta) - log_gamma(k), shape.array)
    np.testing.assert_allclose(gradient.array, expected(want), rtol=1e-5, atol=1e-7)


def test_gamma_learns_its_scales() -> None:
    given = Table([torch.rand(4, 3).add(0.5), torch.rand(4, 3).add(0.5)])
    k, theta = given[1].array, given[2].array
    x, gradient = drawn_and_gradient(nn.ReinforceGamma(), given)
    want = slope(lambda q: -x / q - k * np.log(q), theta)
    np.testing.assert_allclose(gradient[2].array, expected(want), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(gradient[1].array, expected(np.log(x) - digamma(k) - np.log(theta)), rtol=1e-9)


def test_digamma() -> None:
    euler = 0.5772156649015329
    found = digamma(np.array([1.0, 0.5, 2.0, 10.0, 0.01]))
    harmonic = sum(1 / i for i in range(1, 10))
    want = [-euler, -euler - 2 * math.log(2), 1 - euler, harmonic - euler, -100.56088545786867]
    np.testing.assert_allclose(found, want, rtol=1e-13)


def test_gamma_numbers_use_the_stream_of_torch() -> None:
    a, b, plain = Generator(), Generator(), Generator()
    for generator in (a, b, plain):
        generator.manualSeed(7)
    shape, scale = np.full(2000, 3.0), np.full(2000, 2.0)
    numbers = gammas(shape, scale, a)
    assert np.array_equal(numbers, gammas(shape, scale, b)) and a.draw() == b.draw()
    assert numbers.mean() == pytest.approx(6, rel=0.05) and numbers.var() == pytest.approx(12, rel=0.15)
    # Shape 1 is the exponential distribution: two draws a number, as numpy's doubles are made.
    a.manualSeed(7)
    gammas(np.ones(5), np.ones(5), a)
    plain.draws(10)
    assert a.draw() == plain.draw()


@pytest.mark.parametrize(
    ("module", "certain"),
    [
        (lambda s: nn.ReinforceBernoulli(s), lambda x: x),
        (lambda s: nn.ReinforceCategorical(s), lambda x: x),
        (lambda s: nn.ReinforceNormal(0.5, s), lambda x: x),
        (lambda s: nn.ReinforceGamma(2, s), lambda x: 2 * x),
    ],
)
def test_evaluation_is_certain_unless_stochastic(module: Any, certain: Any) -> None:
    x = nn.SoftMax().forward(torch.randn(4, 3))
    quiet, loud = module(None), module(True)
    for one in (quiet, loud):
        one.evaluate()
    assert np.array_equal(quiet.forward(x).array, certain(x.array))
    assert not np.array_equal(loud.forward(x).array, certain(x.array))
    quiet.training()
    assert not np.array_equal(quiet.forward(x).array, certain(x.array))


def test_reward_of_another_number_of_samples() -> None:
    module = nn.ReinforceBernoulli()
    p = torch.Tensor([0.5, 0.25])
    module.forward(p)
    module.reinforce(torch.Tensor([2]))
    assert module.backward(p, None)._size == (2,)  # one sample without batch dimension
    module.reinforce(torch.Tensor([1, 2, 3]))
    with pytest.raises(TorchError, match="3 ~= 1"):
        module.backward(p, None)
    module.reinforce(torch.ones(2, 1))
    with pytest.raises(TorchError):
        module.backward(p, None)


def test_class_reward_counts_hits_less_the_baseline() -> None:
    agent = nn.Sequential().add(nn.Identity()).add(nn.ReinforceCategorical())
    criterion = nn.VRClassReward(agent, 2)
    prediction = torch.Tensor([[0.1, 0.9], [0.8, 0.2], [0.3, 0.7]])
    given = Table([prediction, torch.Tensor([[0.5], [1], [0]])])
    for target in (torch.Tensor([2, 2, 2]), torch.LongTensor([2, 2, 2])):
        assert criterion.forward(given, target) == pytest.approx(-4 / 3)
        gradient = criterion.backward(given, target)
        assert agent.modules[2].reward.tolist() == pytest.approx([0.5, -1 / 3, 2 / 3])
        assert gradient[1].sum() == 0 and gradient[1]._size == (3, 2)
        np.testing.assert_allclose(gradient[2].array[:, 0], np.array([0.5 - 2, 1, -2]) * 2 / 3)
    criterion.sizeAverage = False
    assert criterion.forward(given, target) == -4
    criterion.float()
    assert agent.modules[1].output._typename == "torch.DoubleTensor", "the module is not the criterion's"
    assert criterion.reward._typename == "torch.FloatTensor"


def test_binary_reward() -> None:
    criterion = nn.BinaryClassReward(nn.ReinforceBernoulli())
    given = Table([torch.Tensor([0.9, 0.2, 0.5]), torch.zeros(3)])
    assert criterion.forward(given, torch.Tensor([1, 1, 0])) == pytest.approx(-2 / 3)
    gradient = criterion.backward(given, torch.Tensor([1, 1, 0]))
    np.testing.assert_allclose(gradient[2].array, np.array([-2, 0, -2]) / 3)
    assert criterion.module.reward.tolist() == pytest.approx([1 / 3, 0, 1 / 3])
    with pytest.raises(TorchError):
        criterion.forward(torch.ones(3), torch.ones(3))

"""nn.StochasticGradient: what it learns, prints and calls."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runtime import Table, nn, torch

START = "# StochasticGradient: training\t\n"
STOP = "# StochasticGradient: you have reached the maximum number of iterations\t\n"


@pytest.fixture
def trainer() -> nn.StochasticGradient:
    torch.manualSeed(4)
    trainer = nn.StochasticGradient(nn.Linear(2, 1), nn.MSECriterion())
    trainer.maxIteration = 3
    return trainer


def examples() -> list[tuple[Any, Any]]:
    return [(torch.DoubleTensor([a, b]), torch.DoubleTensor([a - 2 * b])) for a in (-1, 1) for b in (-1, 1)]


def test_learns_and_prints(trainer: nn.StochasticGradient, capsys: pytest.CaptureFixture) -> None:
    trainer.learningRate = 0.2
    trainer.train(examples())
    lines = capsys.readouterr().out
    assert lines.startswith(START + "# current error = ") and STOP + "# training error = " in lines
    errors = [float(line.split("= ")[1]) for line in lines.splitlines() if "error" in line]
    assert len(errors) == 4 and errors[0] > errors[1] > errors[2] == errors[3]
    np.testing.assert_allclose(trainer.module.weight.array, [[1, -2]], atol=0.2)
    assert repr(trainer) == "nn.StochasticGradient"


def test_hooks_and_a_dataset_with_a_size(trainer: nn.StochasticGradient, capsys: pytest.CaptureFixture) -> None:
    data = Table([Table(pair) for pair in examples()])
    data["size"] = lambda self: 2  # only the first two
    seen: list = []
    trainer.verbose = trainer.shuffleIndices = False
    trainer.hookExample = lambda self, example: seen.append(example[1].tolist())
    trainer.hookIteration = lambda self, iteration, error: seen.append((iteration, error > 0))
    trainer.train(data)
    assert seen == [x for i in (1, 2, 3) for x in ([-1, -1], [-1, 1], (i, True))]
    assert "current" not in capsys.readouterr().out


def test_the_rate_decays(trainer: nn.StochasticGradient) -> None:
    rates: list = []
    step = trainer.module.accUpdateGradParameters
    trainer.module.accUpdateGradParameters = lambda x, g, lr: rates.append(lr) or step(x, g, lr)
    trainer.learningRate, trainer.learningRateDecay, trainer.verbose = 1, 0.5, False
    trainer.train(examples()[:1])
    assert rates == [1, 1 / 2, 1 / 2.5]

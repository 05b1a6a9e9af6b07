"""Whole trainings in float: the same with oneDNN and without, with any number of threads, in any thread and process."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from runtime import nn, optim, rnn, torch
from runtime.kernels import onednn, threads

from .tools import needs_fork, needs_library, python


class Training:
    """A net with its data; `run` gives the losses of some steps from where it was made."""

    def __init__(self, net: Any, criterion: Any, input: np.ndarray, target: np.ndarray) -> None:
        self.net, self.criterion = net.float(), criterion.float()
        self.input, self.target = torch.FloatTensor(input.astype("f4")), torch.FloatTensor(target.astype("f4"))
        self.weights, self.gradients = self.net.getParameters()
        self._start = self.weights.clone()

    def run(self, steps: int = 6) -> list[float]:
        self.weights.copy(self._start)
        state: dict[str, Any] = {}
        options = {"learningRate": 0.05, "momentum": 0.9, "weightDecay": 1e-4}
        return [float(optim.sgd(self._evaluate, self.weights, options, state)[1][1]) for _ in range(steps)]

    def _evaluate(self, _: Any) -> tuple[Any, Any]:
        self.gradients.zero()
        output = self.net.forward(self.input)
        loss = self.criterion.forward(output, self.target)
        self.net.backward(self.input, self.criterion.backward(output, self.target))
        return loss, self.gradients


def images() -> Training:
    """Convolutions, normalization, poolings, a linear classifier."""
    torch.manualSeed(1)
    net = nn.Sequential().add(nn.SpatialConvolution(3, 16, 3, 3, 1, 1, 1, 1)).add(nn.SpatialBatchNormalization(16))
    net.add(nn.ReLU(True)).add(nn.SpatialMaxPooling(2, 2, 2, 2)).add(nn.SpatialConvolution(16, 32, 3, 3, 2, 2))
    net.add(nn.Threshold()).add(nn.SpatialAveragePooling(2, 2)).add(nn.View(-1).setNumInputDims(3))
    net.add(nn.Linear(32 * 49, 64)).add(nn.Tanh()).add(nn.Linear(64, 10)).add(nn.LogSoftMax())
    rng = np.random.default_rng(1)
    return Training(net, nn.ClassNLLCriterion(), rng.standard_normal((12, 3, 34, 34)), 1 + np.arange(12) % 10)


def vectors() -> Training:
    """Products of large matrices."""
    torch.manualSeed(2)
    net = nn.Sequential().add(nn.Linear(300, 400)).add(nn.ReLU()).add(nn.Linear(400, 200)).add(nn.Sigmoid())
    rng = np.random.default_rng(2)
    return Training(net, nn.MSECriterion(), rng.standard_normal((128, 300)), rng.random((128, 200)))


def sequences() -> Training:
    """A recurrent net."""
    torch.manualSeed(3)
    net = nn.Sequential().add(rnn.SeqLSTM(50, 60)).add(rnn.Sequencer(nn.Linear(60, 20)))
    rng = np.random.default_rng(3)
    return Training(net, nn.MSECriterion(), rng.standard_normal((9, 32, 50)), rng.random((9, 32, 20)))


NETS: dict[str, Callable[[], Training]] = {"images": images, "vectors": vectors, "sequences": sequences}
each = pytest.mark.parametrize("name", NETS)


def close(got: list[float], want: list[float]) -> None:
    np.testing.assert_allclose(got, want, rtol=1e-3)


@pytest.fixture(autouse=True)
def _default_threads() -> Iterator[None]:
    yield
    threads.set_threads(None)


@needs_library
@each
def test_with_it_and_without(name: str) -> None:
    training = NETS[name]()
    losses = training.run()
    assert losses[-1] < losses[0] and np.isfinite(losses).all()
    with onednn.disabled():
        close(training.run(), losses)


@each
def test_numbers_of_threads(name: str, kernels: str) -> None:
    training = NETS[name]()
    losses = training.run()
    for count in (1, 3, 2):
        torch.setnumthreads(count)
        close(training.run(), losses)


@each
def test_the_same_bits_every_time(name: str, kernels: str) -> None:
    training = NETS[name]()
    losses = training.run()
    assert training.run() == losses and NETS[name]().run() == losses


@needs_library
def test_several_threads_at_a_time() -> None:
    trainings = [make() for make in NETS.values()]
    expected = [training.run() for training in trainings]
    found: dict[int, list[float]] = {}

    def run(i: int) -> None:
        for _ in range(3):
            found[i] = trainings[i].run()

    workers = [threading.Thread(target=run, args=(i,)) for i in range(len(trainings))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    for i, losses in enumerate(expected):
        close(found[i], losses)


def run_in_child(name: str) -> None:
    """Trains, and trains again in a forked process: the same net, and one made there."""
    torch.setnumthreads(2)
    training = NETS[name]()
    losses = training.run()
    child = os.fork()
    if not child:
        close(training.run(), losses)
        close(NETS[name]().run(), losses)
        os._exit(3)
    assert os.waitpid(child, 0)[1] >> 8 == 3
    assert training.run() == losses
    print("same")


@needs_fork
@each
def test_after_a_fork(name: str) -> None:
    program = f"from tests.runtime.kernels.onednn import test_nets\ntest_nets.run_in_child({name!r})"
    assert python(program) == "same\n"

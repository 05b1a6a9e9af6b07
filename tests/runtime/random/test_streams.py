"""Bulk draws, single draws and any mixture of them are one stream, equal to the definition to the bit."""

from __future__ import annotations

import copy
import json
import math
import pickle
import random as stdlib

import numpy as np
import pytest

import runtime.random as draw
from runtime.random.generator import Generator
from runtime.random.libm import exact
from tests.paths import FIXTURES
from tests.runtime.random.reference import Reference


def make(seed: int) -> tuple[Generator, Reference]:
    generator = Generator()
    generator.manualSeed(seed)
    return generator, Reference(seed)


def bits(values) -> list:
    return np.asarray(values, np.float64).view(np.uint64).tolist()


FILLS = {
    "uniform": (draw.uniform_, lambda r: r.uniform(-1.0, 3.0), (-1, 3)),
    "normal": (draw.normal_, lambda r: r.normal(1.0, 0.5), (1, 0.5)),
    "logNormal": (draw.logNormal_, lambda r: r.logNormal(0.5, 0.25), (0.5, 0.25)),
    "exponential": (draw.exponential_, lambda r: r.exponential(2.0), (2,)),
    "cauchy": (draw.cauchy_, lambda r: r.cauchy(1.0, 2.0), (1, 2)),
    "geometric": (draw.geometric_, lambda r: r.geometric(0.3), (0.3,)),
    "bernoulli": (draw.bernoulli_, lambda r: r.bernoulli(0.3), (0.3,)),
    "random": (lambda a, *b, generator: draw.random_(a, *b, generator=generator), lambda r: r.random(3, 9), (3, 9)),
}


@pytest.mark.parametrize("name", FILLS)
@pytest.mark.parametrize("count", [0, 1, 2, 15, 16, 17, 623, 1001, 20001])
def test_bulk_equals_one_by_one(name, count):
    fill, one, args = FILLS[name]
    generator, reference = make(count + 5)
    array = fill(np.empty(count), *args, generator=generator)
    assert bits(array) == bits([one(reference) for _ in range(count)])


@pytest.mark.parametrize("seed", range(6))
def test_any_mixture_is_one_stream(seed):
    generator, reference = make(seed)
    choose = stdlib.Random(seed)
    for _ in range(300):
        count = choose.choice([1, 1, 1, 2, 3, 17, 700])
        kind = choose.choice(["uniform", "normal", "draw", "fill_uniform", "fill_normal", "random", "permutation"])
        if kind == "uniform":
            assert generator.uniform() == reference.uniform()
        elif kind == "normal":
            assert generator.normal(2, 3) == reference.normal(2.0, 3.0)
        elif kind == "draw":
            assert draw.random(generator=generator) == reference.draw()
        elif kind == "random":
            assert draw.random(6, generator=generator) == reference.random(1, 6)
        elif kind == "permutation":
            assert draw.permutation(count, generator).tolist() == reference.permutation(count)
        elif kind == "fill_uniform":
            array = draw.uniform_(np.empty(count), generator=generator)
            assert bits(array) == bits([reference.uniform() for _ in range(count)])
        else:
            array = draw.normal_(np.empty(count), generator=generator)
            assert bits(array) == bits([reference.normal() for _ in range(count)])


def test_state_is_torchs_struct_at_every_position():
    generator, reference = make(77)
    for step in range(1, 1300):
        (generator.uniform if step % 3 else lambda: generator.draws(1))()
        reference.draw()
        if step in (1, 2, 623, 624, 625, 1248, 1249) or step % 100 == 0:
            record = generator.get_state().view(draw.STATE)[0]
            assert record["state"].tolist() == reference.state
            assert (record["next"], record["left"], record["seeded"]) == (reference.next, 625 - reference.next, 1)
            assert record["initial_seed"] == 77


def test_fresh_state_and_size():
    generator, _ = make(1)
    state = generator.get_state()
    assert state.dtype == np.uint8 and state.shape == (5048,)
    record = state.view(draw.STATE)[0]
    assert (record["left"], record["next"], record["normal_is_valid"]) == (1, 0, 0)


@pytest.mark.parametrize("before", [0, 1, 3, 624, 700])
def test_state_restores_stream_and_spare_normal(before):
    generator, _ = make(5)
    for _ in range(before):
        generator.uniform()
    generator.normal()
    state = generator.get_state()
    expected = [generator.normal() for _ in range(5)] + generator.draws(900).tolist()
    other = Generator()
    other.set_state(state)
    assert np.array_equal(other.get_state(), state)
    assert [other.normal() for _ in range(5)] + other.draws(900).tolist() == expected


def test_bad_states_are_refused():
    generator, _ = make(5)
    good = generator.get_state()
    with pytest.raises(RuntimeError, match="RNG state is wrong size"):
        generator.set_state(good[:-1])
    for field, value in [("seeded", 0), ("left", 0), ("left", 625), ("next", 625)]:
        bad = good.copy()
        bad.view(draw.STATE)[field] = value
        with pytest.raises(RuntimeError, match="Invalid RNG state"):
            generator.set_state(bad)


def test_seeds():
    generator, _ = make(2**32 + 5)
    same, _ = make(5)
    assert generator.draw() == same.draw() and generator.initialSeed() == 2**32 + 5
    generator.manualSeed(-3)
    assert generator.initialSeed() == -3
    assert generator.seed() == generator.initialSeed()
    assert Generator().initialSeed() != Generator().initialSeed()


RECORDED = json.loads((FIXTURES / "runtime" / "random" / "golden_inputs.json").read_text())


@pytest.mark.parametrize("record", RECORDED, ids=[r["case"] for r in RECORDED])
def test_recorded_tensors_to_the_bit(record):
    generator, _ = make(record["seed"])
    array = np.empty(record["shape"], record["dtype"])
    (draw.normal_ if record["draw"] == "randn" else draw.uniform_)(array, generator=generator)
    assert array.tobytes().hex() == record["bytes"]


@pytest.mark.parametrize("name", ["log", "sin", "cos", "tan", "exp"])
def test_bulk_functions_have_the_bits_of_libm(name):
    values = np.random.default_rng(1).uniform(1e-3, 6, 50000)
    expected = np.fromiter(map(getattr(math, name), values.tolist()), float)
    assert np.array_equal(exact(getattr(np, name), values.copy()), expected)


def test_copies_go_on_alike_and_apart():
    generator, _ = make(9)
    generator.draws(10)
    for other in (copy.deepcopy(generator), pickle.loads(pickle.dumps(generator))):
        assert other.draws(700).tolist() == copy.deepcopy(generator).draws(700).tolist()
    assert np.array_equal(copy.deepcopy(generator).get_state(), generator.get_state())


def test_files_hold_the_struct():
    generator, _ = make(9)
    generator.normal()
    ((verb, state),) = generator.write_t7()
    other = Generator.__new__(Generator)
    steps = other.read_t7(1)
    assert (verb, next(steps)) == ("raw", ("raw", 5048))
    with pytest.raises(StopIteration):
        steps.send(state)
    assert other.normal() == generator.normal() and other.draw() == generator.draw()

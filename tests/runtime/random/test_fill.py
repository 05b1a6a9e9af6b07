"""Where the numbers go: strides, element types, and arguments that are refused."""

from __future__ import annotations

import numpy as np
import pytest

import runtime.random as draw
from runtime.errors import TorchError
from runtime.random.generator import Generator
from runtime.tensor import TENSORS
from runtime.torch.random import FUNCTIONS
from tests.runtime.random.reference import Reference
from tests.runtime.transcript import tensor


@pytest.fixture
def generator():
    made = Generator()
    made.manualSeed(3)
    return made


def test_rows_first_whatever_the_strides(generator):
    array = np.zeros((6, 5))
    draw.uniform_(array.T[1:4, ::2], generator=generator)
    reference = Reference(3)
    expected = np.zeros((6, 5))
    for i in range(1, 4):
        for j in range(0, 6, 2):
            expected[j, i] = reference.uniform()
    assert np.array_equal(array, expected)


def test_expanded_elements_keep_the_last_number(generator):
    base = np.zeros((1, 3))
    view = np.lib.stride_tricks.as_strided(base, (4, 3), (0, 8))
    draw.uniform_(view, generator=generator)
    reference = Reference(3)
    assert base[0].tolist() == [reference.uniform() for _ in range(12)][-3:]


@pytest.mark.parametrize("kind", ["Float", "Cuda"])
def test_float_parameters_are_rounded_first(generator, kind):
    array = TENSORS[kind](40).uniform(generator, 0.1, 0.7).array
    a, b = float(np.float32(0.1)), float(np.float32(0.7))
    reference = Reference(3)
    assert np.array_equal(array, np.array([reference.uniform(a, b) for _ in range(40)], np.float32))


RANGES = {"Byte": 256, "Char": 128, "Short": 2**15, "Int": 2**31, "Long": 2**32, "Float": 2**24 + 1, "Double": 2**32}


@pytest.mark.parametrize("kind", RANGES)
def test_random_covers_the_range_of_the_type(generator, kind):
    array = TENSORS[kind](700).random(generator).array
    reference = Reference(3)
    assert array.tolist() == [reference.draw() % RANGES[kind] for _ in range(700)]


def test_negative_integers_wrap_in_real_tensors(generator):
    draws = [Reference.random(reference, -5, 5) for reference in [Reference(3)] for _ in range(40)]
    assert TENSORS["Int"](40).random(generator, -5, 5).array.tolist() == draws
    generator.manualSeed(3)
    assert TENSORS["Double"](40).random(generator, -5, 5).array.tolist() == [float(d % 2**64) for d in draws]


def test_bernoulli_of_a_tensor_of_probabilities(generator):
    p = np.linspace(0, 1, 50).astype(np.float32)
    array = TENSORS["Byte"](5, 10).bernoulli(generator, tensor(p, "Float")).array
    reference = Reference(3)
    assert array.reshape(-1).tolist() == [reference.bernoulli(float(x)) for x in p]
    with pytest.raises(TorchError, match=r"expected self \[4\] and p \[50\] to have the same number of elements"):
        TENSORS["Byte"](4).bernoulli(tensor(p, "Float"))


@pytest.mark.parametrize("replacement", [True, False])
@pytest.mark.parametrize("kind", ["Double", "Float"])
def test_multinomial_rows(generator, replacement, kind):
    weights = tensor(np.random.default_rng(0).uniform(0, 1, (7, 23)) ** 3, kind)
    found = FUNCTIONS["multinomial"](generator, weights, 9, replacement)
    reference = Reference(3)
    expected = [reference.multinomial([float(w) for w in row], 9, replacement) for row in weights.array]
    assert found.typename == "torch.LongTensor" and found.array.tolist() == expected


def test_multinomial_exhausts_all_categories(generator):
    found = FUNCTIONS["multinomial"](generator, tensor([1, 2, 3, 4, 5]), 5)
    assert sorted(found.array.tolist()) == [1, 2, 3, 4, 5]


def test_multinomial_into_a_result(generator):
    result = TENSORS["Long"](7)
    assert FUNCTIONS["multinomial"](result, tensor([[1, 0], [0, 1]]), 3, True) is result
    assert result.array.tolist() == [[1, 1, 1], [2, 2, 2]]


def test_alias_tables_lower_their_indices_as_torch_does():
    state = FUNCTIONS["multinomialAliasSetup"](tensor([0.125, 0.125, 0.25, 0.5]))
    before = state[1].array.copy()
    FUNCTIONS["multinomialAlias"](TENSORS["Long"](4), state)
    assert np.array_equal(state[1].array, before - 1)
    with pytest.raises(TorchError, match="q_min is less than 0"):
        FUNCTIONS["multinomialAliasSetup"](tensor([-1.0, 2.0]))


def test_methods_return_the_tensor_and_keep_its_storage():
    t = TENSORS["Double"](4)
    storage = t.storage()
    for call in (t.uniform, t.normal, t.cauchy, t.logNormal, t.random, t.bernoulli):
        assert call() is t
    assert t.rand(2, 2) is t and t.storage() is storage
    assert t.exponential(1) is t and t.geometric(0.5) is t and t.randperm(4) is t


ERRORS = [
    (lambda t: t.normal(0, 0), "bad argument #2 to '?' (standard deviation must be strictly positive)"),
    (lambda t: t.logNormal(0, -1), "bad argument #2 to '?' (standard deviation must be strictly positive)"),
    (lambda t: FUNCTIONS["normal"](0, -1), "bad argument #2 to '?' (standard deviation must be strictly positive)"),
    (lambda t: t.geometric(1), "bad argument #1 to '?' (must be > 0 and < 1)"),
    (lambda t: t.bernoulli(1.5), "bad argument #1 to '?' (must be >= 0 and <= 1)"),
    (lambda t: t.random(0), "bad argument #1 to '?' (upper bound must be strictly positive)"),
    (lambda t: t.random(3, 2), "bad argument #2 to '?' (upper bound must be larger than lower bound)"),
    (lambda t: FUNCTIONS["randperm"](0), "bad argument #1 to '?' (must be strictly positive)"),
    (
        lambda t: t.uniform("x"),
        "invalid arguments: DoubleTensor string \nexpected arguments: "
        "[Generator] [double] [double] | *DoubleTensor* [Generator] [double] [double]",
    ),
    (
        lambda t: FUNCTIONS["exponential"](),
        "invalid arguments: no arguments provided\nexpected arguments: "
        "[Generator] double | *DoubleTensor* [Generator] double",
    ),
    (
        lambda t: FUNCTIONS["uniform"](TENSORS["Int"](3)),
        "torch.IntTensor does not implement the torch.uniform() function",
    ),
]


@pytest.mark.parametrize(("call", "text"), ERRORS, ids=[text[:60] for _, text in ERRORS])
def test_errors_say_what_torch_says(call, text):
    with pytest.raises(TorchError) as error:
        call(TENSORS["Double"](3))
    assert str(error.value) == text

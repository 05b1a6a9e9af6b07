"""Elementwise operations against numpy, over types and layouts; the rest of what C does differently."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime import TorchError, torch

from .layouts import ALL, FLOATS, INTEGERS, check, pairs, tensors

UNARY: dict[str, Any] = {
    "exp": np.exp,
    "tanh": np.tanh,
    "sin": np.sin,
    "cos": np.cos,
    "atan": np.arctan,
    "floor": np.floor,
    "ceil": np.ceil,
    "trunc": np.trunc,
    "abs": np.abs,
    "neg": np.negative,
    "sign": np.sign,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "frac": lambda x: x - np.trunc(x),
    "round": lambda x: np.trunc(x + np.copysign(0.5, x)),
    "sinh": np.sinh,
    "cosh": np.cosh,
}


@given(tensors(FLOATS), st.sampled_from(sorted(UNARY)))
def test_functions_of_one_element(t: Any, name: str) -> None:
    before = t.array.copy()
    expected = UNARY[name](before)
    check(getattr(torch, name)(t), expected, 1e-5)
    np.testing.assert_array_equal(t.array, before, "the function must leave its source alone")
    result = torch.zeros(1).type(t.typename)
    assert getattr(torch, name)(result, t) is result
    check(result, expected, 1e-5)
    if 0 not in t._stride:
        assert getattr(t, name)(t) is t
        check(t, expected, 1e-5)


@given(tensors(FLOATS), st.sampled_from(["log", "log1p", "sqrt", "rsqrt", "cinv", "asin", "acos", "tan"]))
def test_functions_with_a_domain(t: Any, name: str) -> None:
    names = {"rsqrt": lambda x: 1 / np.sqrt(x), "cinv": lambda x: 1 / x, "asin": np.arcsin, "acos": np.arccos}
    check(getattr(torch, name)(t), names.get(name, getattr(np, name, None))(t.array), 1e-5)


def test_functions_of_numbers() -> None:
    assert torch.exp(0) == 1.0 and torch.floor(-1.5) == -2 and torch.abs(-3) == 3
    assert torch.pow(2, 10) == 1024 and torch.atan2(0, 1) == 0 and torch.lerp(0, 10, 0.5) == 5
    assert np.isnan(torch.sqrt(-1)) and torch.log(0) == -np.inf


BINARY: dict[str, Any] = {"cmul": np.multiply, "add": np.add, "csub": np.subtract}
BINARY |= {"cmax": np.maximum, "cmin": np.minimum}


@given(pairs(), st.sampled_from(sorted(BINARY)))
def test_two_tensors(pair: Any, name: str) -> None:
    a, b = pair
    expected = BINARY[name](a.array, b.array)
    check(getattr(torch, name)(a, b), expected)
    if 0 not in a._stride:
        assert getattr(a, name)(b) is a
        check(a, expected)


@given(tensors(), st.integers(-5, 5))
def test_a_number(t: Any, value: int) -> None:
    a = t.array.copy()
    exact = a.astype(np.int64) if t.dtype.integral else a
    check(torch.add(t, value), exact + value)
    check(torch.csub(t, value), exact - value)
    check(torch.mul(t, value), exact * value)
    check(torch.cmax(t, abs(value)), np.maximum(exact, abs(value)))
    check(torch.cmin(t, abs(value)), np.minimum(exact, abs(value)))
    check(torch.clamp(t, 0, 3), np.clip(a, 0, 3))


@given(pairs(FLOATS), st.floats(-3, 3, width=32))
def test_scaled_addition(pair: Any, scale: float) -> None:
    a, b = pair
    check(torch.add(a, scale, b), a.array + scale * b.array, 1e-5)
    check(torch.csub(a, scale, b), a.array - scale * b.array, 1e-5)
    check(torch.lerp(a, b, scale), a.array + scale * (b.array - a.array), 1e-5)
    if 0 not in a._stride:
        expected = a.array + scale * b.array
        check(a.add(scale, b), expected, 1e-5)


def test_scaled_addition_in_blocks() -> None:
    a, b = torch.range(1, 100_001), torch.range(100_001, 1, -1)
    expected = a.array + 0.5 * b.array
    np.testing.assert_allclose(a.add(0.5, b).array, expected)
    doubled = a.array * 3
    np.testing.assert_allclose(a.add(2, a).array, doubled, err_msg="source and result may be the same")


@given(pairs(count=3), st.integers(1, 3))
def test_products_added(triple: Any, scale: int) -> None:
    t, a, b = triple
    exact = [x.array.astype(np.int64) if x.dtype.integral else x.array for x in triple]
    check(torch.addcmul(t, scale, a, b), exact[0] + scale * exact[1] * exact[2], 1e-5)
    divisor = torch.add(b, 20)
    quotient = scale * exact[1] / divisor.array
    check(torch.addcdiv(t, scale, a, divisor), exact[0] + (np.trunc(quotient) if t.dtype.integral else quotient), 1e-5)


@given(pairs(INTEGERS), st.integers(1, 5))
def test_integers_divide_towards_zero(pair: Any, value: int) -> None:
    a, b = pair
    check(torch.div(a, value), np.trunc(a.array / value))
    check(torch.fmod(a, value), np.fmod(a.array, value))
    check(torch.remainder(a, value), np.mod(a.array, value))
    divisor = torch.cmax(b, 1)
    check(torch.cdiv(a, divisor), np.trunc(a.array / divisor.array))
    check(torch.cfmod(a, divisor), np.fmod(a.array, divisor.array))
    if not a.typename.startswith("torch.Byte"):
        check(torch.div(a, -value), np.trunc(a.array / -value))
        check(torch.remainder(a, -value), np.mod(a.array.astype(int), -value))


@given(tensors(FLOATS), st.floats(0.5, 5, width=32))
def test_reals_divide(t: Any, value: float) -> None:
    a = t.array.astype(np.float64)
    check(torch.div(t, value), a / value)
    check(torch.fmod(t, value), np.fmod(a, value), 1e-4)
    check(torch.cdiv(t, torch.add(torch.abs(t), 1)), a / (np.abs(a) + 1))
    assert np.isnan(torch.remainder(t, 0).array).all()


def test_integer_division_by_zero_is_an_error() -> None:
    for call in ("div", "fmod", "remainder"):
        with pytest.raises(TorchError, match="division by zero"):
            getattr(torch.IntTensor([1]), call)(0)
    with pytest.raises(TorchError, match="division by zero"):
        torch.IntTensor([1]).cdiv(torch.IntTensor([0]))


def test_integers_wrap() -> None:
    assert torch.ByteTensor([250]).add(10).tolist() == [4]
    assert torch.CharTensor([127]).add(1).tolist() == [-128]
    assert torch.ByteTensor([3]).csub(torch.ByteTensor([5])).tolist() == [254]
    assert torch.IntTensor([7]).mul(2.9).tolist() == [14]
    assert torch.ShortTensor([300]).cmul(torch.ShortTensor([300])).tolist() == [90000 - 65536]


@given(tensors(FLOATS), st.sampled_from([1, 2, 3, 0.5, -0.5, -1, -2, 1.7, 0]))
def test_powers(t: Any, exponent: float) -> None:
    base = t.array.astype(np.float64)
    check(torch.pow(t, exponent), np.power(base, exponent), 1e-5)
    check(torch.pow(2, t), np.power(2.0, base), 1e-5)
    check(torch.cpow(torch.abs(t), t), np.power(np.abs(base), base), 1e-5)


def test_integer_powers() -> None:
    assert torch.IntTensor([2, -3, 2]).cpow(torch.IntTensor([10, 3, -1])).tolist() == [1024, -27, 0]
    assert not hasattr(torch.IntTensor, "pow") and not hasattr(torch.LongTensor, "mean")


@given(pairs(INTEGERS), st.integers(0, 6))
def test_bits(pair: Any, value: int) -> None:
    a, b = pair
    check(torch.bitand(a, value), a.array & value)
    check(torch.bitor(a, value), a.array | value)
    check(torch.bitxor(a, value), a.array ^ value)
    check(torch.cbitand(a, b), a.array & b.array)
    check(torch.cbitor(a, b), a.array | b.array)
    check(torch.cbitxor(a, b), a.array ^ b.array)
    check(torch.lshift(a, value), a.array.astype(np.int64) << value)


def test_shifts() -> None:
    assert torch.IntTensor([-8]).rshift(1).tolist() == [2**31 - 4], "no sign is dragged along"
    assert torch.IntTensor([1, 2]).clshift(torch.IntTensor([4, 5])).tolist() == [16, 64]
    assert torch.DoubleTensor([3]).lshift(2).tolist() == [12] and torch.FloatTensor([3]).rshift(1).tolist() == [1.5]
    with pytest.raises(TorchError, match="bitand is only supported for integer type tensors"):
        torch.zeros(1).bitand(1)


def test_nan() -> None:
    nan = float("nan")
    assert torch.sign(torch.Tensor([nan, -2, 0, 3])).tolist() == [0, -1, 0, 1]
    a, b = torch.Tensor([nan, 1]), torch.Tensor([1, nan])
    assert torch.cmax(a, b).tolist()[0] == 1 and np.isnan(torch.cmax(a, b).tolist()[1])
    assert np.isnan(torch.clamp(a, 0, 1).tolist()[0])


def test_rounding_of_halves() -> None:
    below = 0.49999999999999994
    values = torch.Tensor([0.5, 1.5, -0.5, -2.5, below, 2**52 + 1.0])
    assert torch.round(values).tolist() == [1, 2, -1, -3, 0, 2**52 + 1.0]


@pytest.mark.parametrize("name", ALL)
def test_sizes_may_differ_where_the_count_is_the_same(name: str) -> None:
    cls = torch.TYPES[f"{name}Tensor"]
    t, source = cls(2, 3).fill(1), cls([[1, 2], [3, 4], [5, 6]])
    assert t.add(1, source).tolist() == [[2, 3, 4], [5, 6, 7]]
    assert t.fill(1).cmul(source.t()).tolist() == [[1, 3, 5], [2, 4, 6]]
    assert torch.csub(source, t).tolist()[0] == [0, 2 - 3 if name != "Byte" else 255]


def test_sizes_that_do_not_match() -> None:
    message = (
        "inconsistent tensor size, expected r_ [2 x 3], t [2 x 3] and src [4] to have the same number of elements, "
        "but got 6, 6 and 4 elements respectively"
    )
    for call in ("add", "cmul", "cdiv"):
        with pytest.raises(TorchError) as error:
            getattr(torch.zeros(2, 3), call)(torch.zeros(4))
        assert str(error.value) == message
    with pytest.raises(TorchError, match=r"expected tensor \[2\] and src \[3\] to have"):
        torch.dot(torch.zeros(2), torch.zeros(3))


def test_overlapping_source_and_result() -> None:
    base = torch.range(1, 6)
    base.narrow(1, 2, 4).add(1, base.narrow(1, 1, 4))
    assert base.tolist() == [1, 3, 5, 7, 9, 6], "the source is what it was before the call"


def test_results_resize_and_keep_their_storage() -> None:
    result = torch.Tensor(10)
    storage = result.storage()
    torch.add(result, torch.ones(2, 2), 1)
    assert result._size == (2, 2) and result.storage() is storage
    strided = torch.Tensor(2, 2).t()
    torch.mul(strided, torch.Tensor([[1, 2], [3, 4]]), 2)
    assert strided.tolist() == [[2, 4], [6, 8]] and strided._stride == (1, 2)


def test_empty_tensors() -> None:
    assert torch.add(torch.Tensor(), 1)._size == ()
    assert torch.Tensor().add(1).mul(2).abs()._size == ()
    with pytest.raises(TorchError, match=r"r_ \[\], t \[\] and src \[2\]"):
        torch.Tensor().add(1, torch.ones(2))


@given(tensors(("Float",)), st.integers(1, 4))
def test_half_computes(t: Any, value: int) -> None:
    half = t.type("torch.HalfTensor")
    check(torch.mul(half, value), half.array * np.float16(value), 1e-3)
    assert torch.exp(half).typename == "torch.HalfTensor"


def test_clamp_with_the_limits_exchanged() -> None:
    assert torch.Tensor([1, 2, 3]).clamp(2.5, 0).tolist() == [2.5, 2.5, 0], "TH looks at the lower limit first"


def test_small_integers_are_divided_as_ints() -> None:
    t, big = torch.ByteTensor([200]), torch.ByteTensor([250])
    assert torch.addcdiv(t, 2, big, big).tolist() == [202]

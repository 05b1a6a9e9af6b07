"""Rows gathered in C against numpy: sizes, numbers out of range, what is refused, threads."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.kernels import native, parallel, threads
from runtime.kernels.native import calls
from runtime.kernels.native.rows import gather

from .tools import build, needs_kernels  # noqa: F401

pytestmark = needs_kernels


def matrix(rows: int, width: int, dtype: str = "f4") -> Any:
    return np.arange(rows * width).astype(dtype).reshape(rows, width)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    rows=st.integers(1, 50),
    width=st.integers(1, 70),
    shape=st.lists(st.integers(1, 20), max_size=3),
    dtype=st.sampled_from(("f4", "f8", "u1", "i8", "f2")),
)
def test_random_sizes(seed: int, rows: int, width: int, shape: list[int], dtype: str) -> None:
    numbers = np.random.default_rng(seed).integers(1, rows + 1, shape)
    out = np.zeros((*shape, width), dtype)
    assert gather(matrix(rows, width, dtype), np.asarray(numbers), out)
    assert (out == matrix(rows, width, dtype)[numbers - 1]).all()


def test_slices_of_any_number_of_dimensions() -> None:
    images = matrix(5, 24).reshape(5, 2, 3, 4)
    numbers, out = np.array([[2, 5], [5, 1], [3, 3]]), np.zeros((3, 2, 2, 3, 4), "f4")
    assert gather(images, numbers, out)
    assert (out == images[numbers - 1]).all()


@pytest.mark.usefixtures("build")
@pytest.mark.parametrize("wrong", [0, -1, 11, 2**62, -(2**63), 2**32 + 1])
def test_numbers_out_of_range(wrong: int) -> None:
    """Wherever such a number is nothing is written."""
    for place in (0, 17, 40):
        numbers = np.full(41, 10)
        out = np.zeros((41, 5), "f4")
        assert gather(matrix(10, 5), numbers, out) and (out == matrix(10, 5)[9]).all()
        out.fill(7)
        numbers[place] = wrong
        assert not gather(matrix(10, 5), numbers, out)
        assert (out == 7).all()


def test_refused() -> None:
    """Other types, gaps, sizes, places that overlap, memory that must not be written."""
    table, numbers = matrix(9, 8), np.array([[1, 9], [3, 3]])

    def refused(table: Any, numbers: Any, out: Any) -> None:
        before = np.array(out)
        assert not gather(table, numbers, out)
        assert (out == before).all()

    def out(width: int = 8) -> Any:
        return np.zeros((2, 2, width), "f4")

    assert gather(table, numbers, out())
    refused(table.astype("f8"), numbers, out())
    refused(table[:, 0].copy(), numbers, np.zeros((2, 2), "f4"))
    refused(table.astype(object), numbers, np.zeros((2, 2, 8), object))
    refused(table, numbers.astype("i4"), out())
    refused(table, numbers.astype("u8"), out())
    refused(table, numbers.astype("f8"), out())
    refused(table, numbers, out(4))
    refused(table[:, ::2], numbers, out(4))
    refused(np.asfortranarray(table), numbers, out())
    refused(table, numbers.T, out())
    refused(table, numbers, out(16)[:, :, ::2])
    refused(table, numbers, table[:4].reshape(2, 2, 8))  # would overwrite what it reads
    refused(table, np.empty((0, 2), "i8"), np.empty((0, 2, 8), "f4"))
    refused(np.empty((0, 8), "f4"), numbers, out())
    fixed = out()
    fixed.flags.writeable = False
    refused(table, numbers, fixed)
    with native.disabled():
        refused(table, numbers, out())


@pytest.mark.usefixtures("build")
def test_threads() -> None:
    table = matrix(1000, 100)
    numbers = np.random.default_rng(0).integers(1, 1001, 777)
    assert len(numbers) * table[0].nbytes > calls.SHARED_BYTES
    before = threads.chosen()
    try:
        for count in (1, 2, 3, 7):
            threads.set_threads(count)
            out = np.zeros((777, 100), "f4")
            assert gather(table, numbers, out)
            assert (out == table[numbers - 1]).all()
    finally:
        threads.set_threads(before)


def test_inside_jobs() -> None:
    table, numbers = matrix(100, 1000), np.arange(1, 101)
    out = np.zeros((8, 100, 1000), "f4")

    def job(i: int) -> None:
        assert gather(table, numbers, out[i])

    parallel.run(job, [(i,) for i in range(8)])
    assert (out == table).all()

"""Results that only neighbours need are streamed past the cache, and the same; copies are read where they came from."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runtime.backend import empty
from runtime.kernels import affine, native, onednn, threads
from runtime.kernels.native import program as programs
from runtime.kernels.native import readers
from runtime.kernels.native.program import compiled
from runtime.kernels.native.steps import CODE, OUT, STREAM, A
from runtime.nngraph.operations import CODES, copy, sigmoid, sigmoid_gradient

pytestmark = pytest.mark.skipif(not (native.available() and onednn.available()), reason="no kernels in C, or no oneDNN")


@pytest.fixture(autouse=True)
def _small_programs(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(programs, "SHARED", 0)
    monkeypatch.setattr(readers, "LARGE", 0)
    threads.set_threads(2)
    yield
    threads.set_threads(None)


def numbers(seed: int, *shape: int) -> Any:
    array = empty(int(np.prod(shape)), np.dtype(np.float32)).reshape(shape)
    array[...] = np.random.default_rng(seed).standard_normal(shape, np.float32)
    return array


def run(operations: list, results: list, needed: Any = ()) -> Any:
    """Checks the program against its operations one by one; gives the table of the first thread."""
    before = [result.copy() for result in results]
    ((program, _),) = compiled(operations, CODES, needed)
    for function, arguments in operations:
        function(*arguments)
    wanted = [result.copy() for result in results]
    for result, value in zip(results, before):
        result[...] = value
    assert program._in_c()
    for result, value in zip(results, wanted):
        np.testing.assert_allclose(result, value, 1e-5, 1e-5)
    return program._tables[0]


def streamed(table: Any) -> list[int]:
    return [int(step[OUT]) for step in table if step[CODE] == STREAM]


def place(array: Any) -> int:
    return int(array.__array_interface__["data"][0])


def test_what_neighbours_alone_read_is_streamed() -> None:
    x, weight = numbers(0, 40, 64), numbers(1, 64, 64)
    inside, kept, product, last = (numbers(i, 40, 64) for i in range(2, 6))
    operations = [
        (sigmoid, (x, inside)),
        (np.multiply, (inside, x, kept)),
        (affine.forward, (kept, weight, None, product)),
        (np.add, (product, x, last)),
        (np.tanh, (last, last)),
    ]
    results = [inside, kept, product, last]
    assert streamed(run(operations, results)) == [place(inside), place(last)]
    assert streamed(run(operations, results, [last])) == [place(inside)]


def test_parts_of_rows_go_together() -> None:
    gates = [numbers(i, 40, 32) for i in range(4)]
    whole, twin = numbers(4, 40, 128), numbers(5, 40, 128)
    parts = [whole.reshape(40, 4, 32)[:, i] for i in range(4)]
    operations = [*[(copy, (gate, part)) for gate, part in zip(gates, parts)], (np.tanh, (whole, twin))]
    table = run(operations, [whole, twin])
    assert streamed(table) == [place(whole), place(twin)]


@pytest.mark.parametrize("missing", range(4))
def test_rows_of_which_parts_are_old_stay_where_they_are(missing: int) -> None:
    gates = [numbers(i, 40, 32) for i in range(4)]
    whole, twin = numbers(4, 40, 128), numbers(5, 40, 128)
    parts = [whole.reshape(40, 4, 32)[:, i] for i in range(4)]
    written = [(copy, (gate, part)) for i, (gate, part) in enumerate(zip(gates, parts)) if i != missing]
    table = run([*written, (np.tanh, (whole, twin))], [whole, twin])
    assert place(whole) not in streamed(table)


def test_in_place() -> None:
    x, g, out = numbers(0, 40, 64), numbers(1, 40, 64), numbers(2, 40, 64)
    operations = [(sigmoid, (x, x)), (sigmoid_gradient, (x, g, g)), (np.add, (x, g, out))]
    assert len(streamed(run(operations, [x, g, out]))) == 3


def test_lines_that_begin_elsewhere_are_not_streamed() -> None:
    memory = numbers(0, 40, 80)
    x, out = numbers(1, 40, 64), memory[:, 1:65]
    assert streamed(run([(sigmoid, (x, out)), (np.tanh, (out, out))], [memory])) == []


def test_copies_are_read_where_they_came_from() -> None:
    x, weight = numbers(0, 40, 64), numbers(1, 64, 64)
    source, twin, product, sums = numbers(2, 40, 64), numbers(3, 40, 64), numbers(4, 40, 64), numbers(5, 64, 64)
    operations = [
        (np.tanh, (x, source)),
        (copy, (source, twin)),
        (affine.by_input, (twin, weight, product)),
        (affine.by_weight, (twin, x, sums, 1)),
    ]
    table = run(operations, [source, twin, product, sums])
    assert streamed(table) == [place(twin)]
    assert place(twin) not in table[:, A]


def test_a_copy_whose_source_changes_is_read_itself() -> None:
    x, weight = numbers(0, 40, 64), numbers(1, 64, 64)
    source, twin, product = numbers(2, 40, 64), numbers(3, 40, 64), numbers(4, 40, 64)
    operations = [
        (copy, (source, twin)),
        (np.add, (source, x, source)),
        (affine.by_input, (twin, weight, product)),
    ]
    run(operations, [source, twin, product], [source])


def test_programs_that_write_little_keep_it_in_the_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(programs, "SHARED", 0)
    x, inside, out = numbers(0, 40, 64), numbers(1, 40, 64), numbers(2, 40, 64)
    assert streamed(run([(sigmoid, (x, inside)), (np.tanh, (inside, out))], [inside, out])) == []

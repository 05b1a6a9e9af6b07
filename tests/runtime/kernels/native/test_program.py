"""Programs of steps in C give what their operations give one by one in Python."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import pytest

from runtime.backend import empty
from runtime.kernels import affine, native, onednn, threads
from runtime.kernels.native import program as programs
from runtime.kernels.native import readers
from runtime.kernels.native.program import Late, Program, compiled
from runtime.kernels.native.stages import stages
from runtime.kernels.native.work import work_of
from runtime.nngraph.operations import (
    CODES,
    copy,
    log_softmax,
    log_softmax_gradient,
    sigmoid,
    sigmoid_gradient,
    sum_rows,
    tanh_gradient,
)
from tests.runtime.kernels.onednn.tools import needs_fork

pytestmark = pytest.mark.skipif(not (native.available() and onednn.available()), reason="no kernels in C, or no oneDNN")

UNARY = [copy, sigmoid, np.tanh, log_softmax]
NOT_IN_PLACE = [log_softmax_gradient, affine.forward, affine.by_input, affine.by_weight]
BINARY = [np.add, np.multiply, sigmoid_gradient, tanh_gradient, log_softmax_gradient]


@pytest.fixture(autouse=True)
def _default_threads(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(programs, "SHARED", 0)  # small programs are shared out, too,
    monkeypatch.setattr(readers, "LARGE", 0)  # and stream what they need not keep
    yield
    threads.set_threads(None)


def numbers(rng: np.random.Generator, *shape: int) -> Any:
    array = empty(int(np.prod(shape)), np.dtype(np.float32)).reshape(shape)
    array[...] = rng.standard_normal(shape, np.float32)
    return array


def one_by_one(operations: list) -> None:
    with native.disabled(), onednn.disabled():
        for function, arguments in operations:
            programs.call(function, arguments)


def check(operations: list, results: list, again: Callable[[], None] = lambda: None, needed: Any = ()) -> list:
    """Runs the operations in Python and as programs, twice; gives the programs."""
    before = [np.array(result) for result in results]
    done = compiled(operations, CODES, needed)
    for _ in range(2):
        wanted = []
        for run in (lambda: one_by_one(operations), lambda: [function(*arguments) for function, arguments in done]):
            for result, value in zip(results, before):
                result[...] = value
            run()
            wanted.append([np.array(result) for result in results])
        for one, other in zip(*wanted):
            np.testing.assert_allclose(other, one, 1e-5, 1e-5 * max(1.0, float(np.abs(one).max())))
        again()
    return done


def part(array: Any, how: int, rows: int, width: int) -> Any:
    """A matrix in a larger array: whole, some columns, every second row, backwards."""
    whole = array[: rows * 2, : width * 2]
    return [array[:rows, :width].copy(), whole[:rows, :width], whole[::2, width:], whole[:rows][::-1, :width]][how]


def layers(seed: int) -> tuple[list, list]:
    """Operations on a pool of matrices, some of which are parts of others; and all that they may write."""
    random, rng = Random(seed), np.random.default_rng(seed)
    rows, width = random.choice([1, 2, 7, 8, 9, 20, 33]), random.choice([1, 3, 16, 32, 40])
    memory = numbers(rng, 80, 96)
    pool = [part(random.choice([memory, numbers(rng, 80, 96)]), how, rows, width) for how in (0, 1, 2, 3, 0, 1)]
    weight, bias = numbers(rng, width, width), numbers(rng, width)
    operations: list = []
    for _ in range(random.randint(2, 12)):
        a, b, out = [random.choice(pool) for _ in range(3)]
        function = random.choice([*UNARY, *BINARY, affine.forward, affine.by_input, affine.by_weight, sum_rows])
        if function in UNARY:
            operations.append((function, (a, out)))
        elif function in BINARY:
            operations.append((function, (a, b, out)))
        elif function is sum_rows:
            operations.append((function, (a, bias)))
        elif function is affine.forward:
            operations.append((function, (a, weight, random.choice([bias, None]), out)))
        elif function is affine.by_input:
            operations.append((function, (a, weight, out)))
        else:
            operations.append((function, (a, b, weight, 1)))
    return operations, [memory, weight, bias, *pool]


def tame(operations: list) -> list:
    """Without results over parts of their inputs, which numpy and C take in another order; in place is well."""
    kept = []
    for function, arguments in operations:
        *inputs, out = arguments[:3] if function is affine.by_weight else arguments
        meeting = [x for x in inputs if isinstance(x, np.ndarray) and np.may_share_memory(x, out)]
        if not meeting or (function not in NOT_IN_PLACE and all(x is out for x in meeting)):
            kept.append((function, arguments))
    return kept


@pytest.mark.parametrize("count", [1, 2, 3, 5])
@pytest.mark.parametrize("seed", range(50))
def test_random_programs(seed: int, count: int) -> None:
    threads.set_threads(count)
    operations, results = layers(seed)
    check(tame(operations), results, needed=Random(seed).sample(results, seed % 3))


def test_one_program_for_a_whole_step() -> None:
    rng = np.random.default_rng(0)
    x, weight, bias, sums = numbers(rng, 50, 20), numbers(rng, 64, 20), numbers(rng, 64), numbers(rng, 50, 64)
    gates = [sums.reshape(50, 4, 16)[:, i] for i in range(4)]
    out = [numbers(rng, 50, 16) for _ in range(5)]
    operations = [
        (affine.forward, (x, weight, bias, sums)),
        *[(sigmoid, (gate, o)) for gate, o in zip(gates, out)],
        (np.multiply, (out[0], out[1], out[4])),
        (copy, (out[4], gates[2])),
        (affine.by_input, (sums, weight, x)),
        (affine.by_weight, (sums, x, weight, 1)),
        (sum_rows, (sums, bias)),
    ]
    done = check(operations, [x, weight, bias, sums, *out])
    assert [type(function) for function, _ in done] == [Program]


def test_rows_that_need_other_rows_wait_for_them() -> None:
    """a[i + 1] of one operation is a[i] of the next: they are not done row by row, nor side by side."""
    rng = np.random.default_rng(1)
    memory, out = numbers(rng, 41, 8), numbers(rng, 40, 8)
    operations = [(sigmoid, (out, memory[1:])), (copy, (memory[:-1], out)), (np.tanh, (out, memory[1:]))]
    works = [work_of(operation, CODES) for operation in operations]
    assert [len(stage) for stage in stages([work for work in works if work is not None])] == [1, 1, 1]
    threads.set_threads(2)
    check(operations, [memory, out])


@pytest.mark.parametrize("rows", [1, 3, 7, 8, 30])
def test_late_arrays(rows: int) -> None:
    rng = np.random.default_rng(2)
    given = {"x": numbers(rng, rows, 12)}
    weight, out, other = numbers(rng, 20, 12), numbers(rng, rows, 20), numbers(rng, rows, 12)
    late = Late(lambda: given["x"])
    operations = [
        (affine.forward, (late, weight, None, out)),
        (np.multiply, (late, late, other)),
        (np.add, (other, late, other)),
        (affine.by_weight, (out, late, weight, 1)),
    ]

    def move() -> None:
        given["x"] = numbers(rng, rows, 12)

    done = check(operations, [weight, out, other], move)
    assert [type(function) for function, _ in done] == [Program]
    for x in (np.asfortranarray(given["x"]), numbers(rng, rows, 24)[:, ::2], numbers(rng, rows + 1, 12)[1:]):
        given["x"] = x
        check(operations, [weight, out, other])


def test_late_arrays_in_the_memory_that_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    memory, elsewhere = numbers(rng, 40, 8), numbers(rng, 20, 8)
    given = {"x": elsewhere}
    late = Late(lambda: given["x"])
    operations = [(sigmoid, (late, memory[:20])), (np.tanh, (late, memory[20:]))]
    ((function, _),) = compiled(operations, CODES)
    assert function._in_c()
    given["x"] = memory[1:21]
    before = memory.copy()
    assert not function._in_c()
    function()
    found, memory[...] = memory.copy(), before
    one_by_one(operations)
    np.testing.assert_array_equal(found, memory)


def test_what_is_not_known_stays_in_python() -> None:
    rng = np.random.default_rng(4)
    x, out, double = numbers(rng, 4, 4), numbers(rng, 4, 4), np.zeros((4, 4))
    left = [(np.subtract, (x, x, out)), (np.add, (double, double, double)), (np.add, (x, x[0], out))]
    assert compiled([*left, (np.exp, (x, out))], CODES) == [*left, (np.exp, (x, out))]
    with native.disabled():
        assert compiled([(np.add, (x, x, out))] * 2, CODES) == [(np.add, (x, x, out))] * 2


def test_other_numbers_of_threads_and_none() -> None:
    rng = np.random.default_rng(5)
    x, weight, out = numbers(rng, 30, 10), numbers(rng, 40, 10), numbers(rng, 30, 40)
    ((program, _),) = compiled([(affine.forward, (x, weight, None, out)), (np.tanh, (out, out))], CODES)
    wanted = np.tanh(x @ weight.T)
    for count in (2, 1, 3, None):
        threads.set_threads(count)
        out.fill(0)
        assert program._in_c()
        np.testing.assert_allclose(out, wanted, 1e-5, 1e-5)
    for off in (native.disabled, onednn.disabled):
        out.fill(0)
        with off():
            assert not program._in_c()
            program()
        np.testing.assert_allclose(out, wanted, 1e-5, 1e-5)


@needs_fork
def test_after_a_fork() -> None:
    import os

    rng = np.random.default_rng(6)
    x, weight, out = numbers(rng, 30, 10), numbers(rng, 40, 10), numbers(rng, 30, 40)
    ((program, _),) = compiled([(affine.forward, (x, weight, None, out)), (np.tanh, (out, out))], CODES)
    program()
    child = os.fork()
    if child == 0:
        out.fill(0)
        program()
        os._exit(0 if np.allclose(out, np.tanh(x @ weight.T), 1e-4, 1e-5) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0

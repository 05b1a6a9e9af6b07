"""oneDNN beside threads and forks: its own threads, Python's, jobs of parallel.run, child processes."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from runtime import dataload, torch
from runtime.kernels import onednn, parallel, threads
from runtime.kernels.onednn import convolution, making, matmul
from runtime.kernels.onednn.library import SPIN, library, lock
from runtime.nn.convolution.kernels.axes import convolution_axis

from .tools import counted, floats, needs_fork, needs_library, python

pytestmark = needs_library


@pytest.fixture(autouse=True)
def _default_threads() -> Iterator[None]:
    yield
    threads.set_threads(None)
    found = library()
    assert found is not None
    found.use_threads()


def openmp(function: str = "omp_get_max_threads") -> int:
    """What OpenMP says to this thread."""
    found = library()
    assert found is not None
    if not hasattr(found._c, function):
        pytest.skip("this oneDNN has no OpenMP")
    return int(getattr(found._c, function)())


class Case:
    """A product and a convolution, and their results."""

    def __init__(self, seed: int, size: int) -> None:
        rng = np.random.default_rng(seed)
        self.a, self.b = floats(rng, size, size + 3), floats(rng, size + 3, size - 2)
        self.x, self.weight = floats(rng, 3, 4, size, size), floats(rng, 8, 4, 3, 3)
        self.axes = [convolution_axis(size, 3, 1, 1)] * 2
        self.expected = self.compute()

    def compute(self) -> tuple[np.ndarray, ...]:
        product, out = np.empty((len(self.a), self.b.shape[1]), "f4"), np.empty((3, 8, *self.x.shape[2:]), "f4")
        by_input, by_weight = np.empty_like(self.x), np.empty_like(self.weight)
        assert matmul.product(self.a, self.b, product)
        assert convolution.forward(self.x, self.weight, None, out, self.axes)
        assert convolution.by_input(out, self.weight, by_input, self.axes)
        assert convolution.by_weight(self.x, out, by_weight, None, self.axes)
        return product, out, by_input, by_weight

    def check(self) -> None:
        """Other numbers of threads add up in another order."""
        for got, want in zip(self.compute(), self.expected):
            np.testing.assert_allclose(got, want, atol=1e-5 * np.abs(want).max())


def test_several_threads_at_a_time() -> None:
    cases = [Case(i, 9 + 7 * i) for i in range(4)]
    errors: list[BaseException] = []

    def repeat(case: Case) -> None:
        try:
            for _ in range(30):
                case.check()
        except BaseException as error:
            errors.append(error)

    workers = [threading.Thread(target=repeat, args=(case,)) for case in (*cases, *cases)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert not errors and not any(worker.is_alive() for worker in workers)


def test_jobs_do_without(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose threads are all at work already."""
    threads.set_threads(2)
    rng = np.random.default_rng(0)
    a, b, out = floats(rng, 4, 60, 70), floats(rng, 70, 50), np.empty((4, 60, 50), "f4")
    found: list[bool] = []

    def job(i: int) -> None:
        found.append(onednn.available() or matmul.product(a[i], b, out[i]))
        parallel.product(a[i], b, out[i])

    parallel.run(job, [(i,) for i in range(4)])
    assert found == [False] * 4 and onednn.available()
    np.testing.assert_allclose(out, a.astype("f8") @ b, atol=1e-4)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_number_of_threads(count: int) -> None:
    case = Case(0, 20)
    torch.setnumthreads(count)
    matmul.product(case.a, case.b, case.expected[0].copy())
    assert openmp() == count
    case.check()
    assert openmp() == count
    seen: list[int] = []

    def elsewhere() -> None:
        case.check()
        seen.append(openmp())

    worker = threading.Thread(target=elsewhere)
    worker.start()
    worker.join(60)
    assert seen == [count]


def test_primitives_are_made_anew_for_another_number_of_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.setnumthreads(2)
    case = Case(0, 21)
    made = counted(monkeypatch, making, "Primitive")
    case.check()
    assert not made
    for count in (1, 3, 2):
        torch.setnumthreads(count)
        case.check()
        assert len(made) >= 3
        made.clear()


def test_threads_that_run() -> None:
    """OpenMP starts as many as were asked for, not more."""
    if not os.path.isdir("/proc/self/task"):
        pytest.skip("no /proc to count threads in")
    program = """
import os, sys
import numpy as np
from runtime import torch
from runtime.kernels.onednn import matmul
a, out = np.ones((500, 500), 'f4'), np.empty((500, 500), 'f4')
before = len(os.listdir('/proc/self/task'))
for count in (1, 2, 3):
    torch.setnumthreads(count)
    assert matmul.product(a, a, out) and (out == 500).all()
    print(len(os.listdir('/proc/self/task')) - before, end=' ')
"""
    assert python(program, OMP_NUM_THREADS="2").split() == ["0", "1", "2"]


def test_the_environment_and_others_decide_where_nobody_asked() -> None:
    program = """
import os
from tests.runtime.kernels.onednn.test_threads import Case, openmp
from threadpoolctl import threadpool_limits
Case(0, 20)
print(openmp(), os.environ.get('GOMP_SPINCOUNT'))
with threadpool_limits(1):
    Case(0, 20)
    print(openmp())
Case(0, 20)
print(openmp())
"""
    assert python(program, OMP_NUM_THREADS="3", GOMP_SPINCOUNT="100").split() == ["3", "100", "1", "3"]


@pytest.mark.parametrize("given, spins", [({}, SPIN), ({"GOMP_SPINCOUNT": "77"}, "77")])
def test_waiting_is_short_unless_the_user_says(given: dict[str, str], spins: str) -> None:
    """The environment is as before once OpenMP has read it."""
    if "GOMP_SPINCOUNT" in os.environ or "OMP_WAIT_POLICY" in os.environ:
        pytest.skip("the user says already")
    program = """
import os
before = dict(os.environ)
from runtime.kernels import onednn
assert onednn.available() and dict(os.environ) == before
"""
    said = python(program, errors=True, OMP_DISPLAY_ENV="verbose", **given)
    if "GOMP_SPINCOUNT" not in said:
        pytest.skip("another OpenMP than GNU's")
    assert f"GOMP_SPINCOUNT = '{spins}'" in said


@pytest.mark.parametrize(
    "given, count",
    [
        ({"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "2"}, 1),
        ({"OMP_THREAD_LIMIT": "2", "OMP_NUM_THREADS": "4"}, 2),
        ({"OMP_MAX_ACTIVE_LEVELS": "0", "OMP_NUM_THREADS": "2"}, 1),
        ({"OMP_DYNAMIC": "true", "OMP_NUM_THREADS": "8"}, 8),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, dict) else str(value),
)
def test_fewer_threads_than_asked_for(given: dict[str, str], count: int) -> None:
    """oneDNN waits for each of its threads, which OpenMP would not start."""
    program = """
import threading
from runtime import torch
from tests.runtime.kernels.onednn.test_threads import Case, openmp
case = Case(0, 60)
print(openmp())
other = threading.Thread(target=case.check)
other.start()
other.join()
torch.setnumthreads(3)
case.check()
print(openmp())
"""
    assert python(program, **given).split() == [str(count), str(min(count, 3))]


def check_in_child(case: Case) -> None:
    case.check()
    assert openmp() == 1


@needs_fork
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
class TestFork:
    """OpenMP's threads are not there in a child: it must not wait for them."""

    def test_fork(self) -> None:
        program = """
import os, threading
from runtime import torch
from tests.runtime.kernels.onednn.test_threads import Case, openmp
torch.setnumthreads(2)
case = Case(0, 60)
child = os.fork()
if not child:
    case.check()
    assert openmp() == 1
    worker = threading.Thread(target=case.check)
    worker.start()
    worker.join()
    grandchild = os.fork()
    if not grandchild:
        case.check()
        os._exit(5)
    assert os.waitpid(grandchild, 0)[1] >> 8 == 5
    os._exit(7)
assert os.waitpid(child, 0)[1] >> 8 == 7
case.check()
print(openmp())
"""
        assert python(program) == "2\n"

    def test_before_it_was_loaded_a_fork_changes_nothing(self) -> None:
        program = """
import os
from runtime import torch
from tests.runtime.kernels.onednn import test_threads
from runtime.kernels.onednn import reset
reset()
torch.setnumthreads(2)
child = os.fork()
if not child:
    test_threads.Case(0, 60).check()
    os._exit(10 + test_threads.openmp())
print(os.waitpid(child, 0)[1] >> 8)
"""
        assert python(program) == "12\n"

    def test_workers_of_multiprocessing(self) -> None:
        context = multiprocessing.get_context("fork")
        case = Case(0, 60)
        workers = [context.Process(target=check_in_child, args=(case,)) for _ in range(3)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(60)
            if worker.is_alive():
                worker.kill()
        assert [worker.exitcode for worker in workers] == [0, 0, 0]
        case.check()

    def test_not_in_the_middle_of_a_call(self) -> None:
        """A fork waits for the call of another thread, and the child can call at once."""
        entered, done = threading.Event(), threading.Event()

        def call() -> None:
            with lock:
                entered.set()
                done.wait(0.3)
                done.set()

        caller = threading.Thread(target=call)
        caller.start()
        assert entered.wait(20)
        child = os.fork()
        if not child:
            os._exit(0 if done.is_set() and lock.acquire(blocking=False) else 1)
        caller.join(20)
        assert os.waitpid(child, 0)[1] == 0
        with lock:  # free again
            pass


def start(*_: Any) -> None:
    """A worker of a loader begins."""
    Case(0, 30).check()


def test_batches_made_in_other_processes() -> None:
    """dataload's workers are spawned, and compute for themselves."""
    x = torch.FloatTensor(np.arange(12, dtype="f4").reshape(6, 2))
    loader = dataload.AsyncIterator(dataload.TensorLoader(x, x.clone()), 2, False, None, start)
    assert sum(inputs.size(1) for _, inputs, _ in loader.subiter(2, 6)) == 6

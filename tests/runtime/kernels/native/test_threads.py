"""The kernels in C beside threads and forks: OpenMP's threads, Python's, jobs of parallel.run, child processes."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from ctypes import c_int, c_void_p

import numpy as np
import pytest

from runtime.kernels import native, onednn, parallel, threads
from runtime.kernels.native import library
from runtime.kernels.onednn import library as onednn_library

from ..onednn.tools import needs_fork, python

pytestmark = [
    pytest.mark.skipif(not native.available(), reason=f"C kernels: {native.describe()}"),
    pytest.mark.skipif(not onednn.available(), reason=f"oneDNN brings the threads: {onednn.describe()}"),
]


@pytest.fixture(autouse=True)
def _default_threads() -> Iterator[None]:
    yield
    threads.set_threads(None)
    library.threads()


def parts(count: int) -> list[int]:
    """Which thread of OpenMP's does which of so many parts."""
    found = library.library()
    assert found is not None
    numbers = np.full(count, -1, np.intc)
    found.function("team_threads", c_void_p, c_int)(numbers.ctypes.data, count)
    return [int(number) for number in numbers]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_number_of_threads(count: int) -> None:
    """In every thread of Python's."""
    threads.set_threads(count)
    seen: list[object] = []

    def look() -> None:
        seen.extend([library.threads(), parts(library.threads())])

    worker = threading.Thread(target=look)
    worker.start()
    worker.join(60)
    look()
    assert seen == [count, list(range(count))] * 2


def test_jobs_have_one() -> None:
    """Whose threads are all at work already."""
    threads.set_threads(2)
    found: list[int] = []
    parallel.run(lambda i: found.append(library.threads()), [(i,) for i in range(4)])
    assert found == [1] * 4 and library.threads() == 2


def test_without_oneDNN_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    threads.set_threads(3)
    assert library.threads() == 3
    monkeypatch.setattr(onednn_library, "library", lambda: None)
    assert library.threads() == 1


def test_without_openmp_there_is_one() -> None:
    """In a process in which nothing has brought it."""
    program = """
from runtime import torch
from runtime.kernels.native import library
from tests.runtime.kernels.native.test_threads import parts
torch.setnumthreads(3)
print(library.threads(), parts(1))
"""
    assert python(program, LUABRIDGE_ONEDNN="0") == "1 [0]\n"


@pytest.mark.parametrize(
    "given, said",
    [
        ({"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "2"}, [1, [0] * 5]),
        ({"OMP_THREAD_LIMIT": "2", "OMP_NUM_THREADS": "4"}, [2, [0, 1, 0, 1, 0]]),
        ({"OMP_MAX_ACTIVE_LEVELS": "0", "OMP_NUM_THREADS": "2"}, [1, [0] * 5]),
        ({"OMP_NUM_THREADS": "3"}, [3, [0, 1, 2, 3, 4]]),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, dict) else "",
)
def test_all_parts_are_done_by_fewer_threads(given: dict[str, str], said: list[object]) -> None:
    """OpenMP gives fewer than a kernel asks for."""
    program = """
from runtime import torch
from runtime.kernels.native import library
from tests.runtime.kernels.native.test_threads import parts
print([library.threads(), parts(5)])
"""
    assert python(program, **given) == f"{said}\n"


def test_others_decide_where_nobody_asked() -> None:
    """As for oneDNN, whose threads these are."""
    program = """
from threadpoolctl import threadpool_limits
from runtime.kernels.native import library
print(library.threads())
with threadpool_limits(1):
    print(library.threads())
print(library.threads())
"""
    assert python(program, OMP_NUM_THREADS="3").split() == ["3", "1", "3"]


def test_several_threads_at_a_time() -> None:
    """Each thread of Python's has threads of OpenMP's of its own: no lock is needed."""
    threads.set_threads(2)
    errors: list[object] = []

    def repeat(count: int) -> None:
        library.threads()
        for _ in range(300):
            if parts(count) != list(range(count)):
                errors.append(count)

    workers = [threading.Thread(target=repeat, args=(2 + i % 2,)) for i in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert not errors and not any(worker.is_alive() for worker in workers)


@needs_fork
def test_a_child_has_one() -> None:
    """OpenMP's threads are not there in a child: it must not wait for them."""
    program = """
import os
from runtime import torch
from runtime.kernels.native import library
from tests.runtime.kernels.native.test_threads import parts
torch.setnumthreads(2)
print(library.threads(), parts(2))
child = os.fork()
if not child:
    assert library.threads() == 1 and parts(library.threads()) == [0]
    grandchild = os.fork()
    if not grandchild:
        os._exit(4 + library.threads())
    assert os.waitpid(grandchild, 0)[1] >> 8 == 5
    os._exit(7)
assert os.waitpid(child, 0)[1] >> 8 == 7
print(library.threads(), parts(2))
"""
    assert python(program) == "2 [0, 1]\n" * 2


@needs_fork
def test_a_fork_before_anything_was_loaded_changes_nothing() -> None:
    program = """
import os
from runtime import torch
from runtime.kernels.native import library
from runtime.kernels import onednn
torch.setnumthreads(2)
child = os.fork()
if not child:
    found = library.library()
    os._exit(10 + library.threads())
print(os.waitpid(child, 0)[1] >> 8)
"""
    assert python(program) == "12\n"


def test_waiting_is_short() -> None:
    """Threads spin as oneDNN's do: OpenMP is loaded with it alone."""
    if "GOMP_SPINCOUNT" in os.environ or "OMP_WAIT_POLICY" in os.environ:
        pytest.skip("the user says already")
    program = "from runtime.kernels.native import library; library.threads()"
    said = python(program, errors=True, OMP_DISPLAY_ENV="verbose")
    if "GOMP_SPINCOUNT" not in said:
        pytest.skip("another OpenMP than GNU's")
    assert f"GOMP_SPINCOUNT = '{onednn_library.SPIN}'" in said

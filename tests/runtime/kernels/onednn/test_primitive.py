"""Primitives are kept and let go of, and so is the memory that they work in."""

from __future__ import annotations

import functools
import gc
import importlib
import pkgutil
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from runtime.kernels import onednn
from runtime.kernels.onednn import convolution, primitive
from runtime.kernels.onednn.library import Library, _caches, library
from runtime.nn.convolution.kernels.axes import convolution_axis

from .tools import counted, floats, needs_library

pytestmark = needs_library


def convolve(size: int, planes: int = 4, samples: int = 1) -> None:
    """All three passes on images of ones."""
    axes = [convolution_axis(size, 3, 1, 1)] * 2
    x, weight = np.ones((samples, planes, size, size), "f4"), np.ones((planes, planes, 3, 3), "f4")
    out = np.empty_like(x)
    assert convolution.forward(x, weight, None, out, axes)
    assert out[0, 0, 1, 1] == 9 * planes
    assert convolution.by_input(out, weight, x, axes) and convolution.by_weight(x, out, weight, None, axes)


@pytest.fixture
def few_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A cache of three primitives."""
    made = convolution._primitive.__wrapped__
    cache = functools.lru_cache(maxsize=3)(made)
    monkeypatch.setattr(convolution, "_primitive", cache)
    yield cache
    cache.cache_clear()


@pytest.fixture
def handles(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many handles have been made, and destroyed."""
    count = [0, 0]
    make, call = Library.make, Library.call

    def counting_make(self: Library, name: str, *arguments: Any) -> Any:
        count[0] += 1
        return make(self, name, *arguments)

    def counting_call(self: Library, name: str, *arguments: Any) -> None:
        count[1] += name.endswith("_destroy")
        call(self, name, *arguments)

    monkeypatch.setattr(Library, "make", counting_make)
    monkeypatch.setattr(Library, "call", counting_call)
    return count


def test_one_for_each_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    made = counted(monkeypatch, convolution, "Primitive")
    convolve(23, 5)
    count = len(made)
    for _ in range(3):
        convolve(23, 5)
    assert len(made) == count


def test_all_kinds_are_made_anew_for_other_threads() -> None:
    """Every cache of primitives is one that a fork empties."""
    for found in pkgutil.iter_modules(onednn.__path__):
        module = importlib.import_module(f"{onednn.__name__}.{found.name}")
        for name, value in vars(module).items():
            if hasattr(value, "cache_info") and name != "_careful":
                assert value in _caches, f"{module.__name__}.{name} is not @kept"


def test_handles_are_destroyed(few_kept: Any, handles: list[int]) -> None:
    for size in range(5, 25):
        convolve(size)
    gc.collect()
    made, destroyed = handles
    assert few_kept.cache_info().currsize == 3 and made > 20 * 3 * 10
    held = made - destroyed
    assert 0 < held < 3 * 30
    few_kept.cache_clear()
    assert handles[0] == handles[1]


def test_a_primitive_that_cannot_be_made_leaves_nothing(handles: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise ValueError("no passage")

    monkeypatch.setattr(primitive, "_Passage", fail)
    with pytest.raises(ValueError, match="no passage"):
        convolve(97, 2)
    gc.collect()
    assert handles[0] == handles[1] > 0


def test_memory_does_not_grow(few_kept: Any) -> None:
    status = Path("/proc/self/statm")
    if not status.exists():
        pytest.skip("no /proc to read the resident memory from")
    found = library()
    assert found is not None

    def resident() -> int:
        gc.collect()
        return int(status.read_text().split()[1])

    sizes = range(8, 40)
    for size in sizes:
        convolve(size)
    before = resident()
    for _ in range(15):  # 1400 primitives
        for size in sizes:
            convolve(size)
    assert (resident() - before) * 4096 < 16 << 20


def test_large_work_memory_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    work = primitive._work
    monkeypatch.setattr(primitive, "KEPT_BYTES", 1 << 30)
    convolve(64, 32, 4)
    assert len(work._memory) > 1 << 20
    monkeypatch.setattr(primitive, "KEPT_BYTES", 1 << 16)
    convolve(64, 32, 4)
    assert len(work._memory) <= 1 << 16
    convolve(64, 32, 4)  # and taken again


def test_work_memory_is_aligned() -> None:
    work = primitive._Work()
    for nbytes in (1, 100, 10_000):
        place = work.place(nbytes)
        begin = work._memory.ctypes.data
        assert place % primitive.ALIGNMENT == 0 and begin <= place <= begin + len(work._memory) - nbytes


def test_interrupts_in_the_middle() -> None:
    """Wherever Ctrl-C comes, the next call computes with its own arrays."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        pytest.skip("signals arrive in the main thread")
    rng = np.random.default_rng(0)
    axes = [convolution_axis(6, 3, 1, 1)] * 2
    weight = floats(rng, 8, 8, 3, 3)
    inputs = [floats(rng, 2, 8, 6, 6) for _ in range(3)]
    results = [np.empty((2, 8, 6, 6), "f4") for _ in inputs]
    for x, out in zip(inputs, results):
        assert convolution.forward(x, weight, None, out, axes)
    expected = [out.copy() for out in results]

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    interrupted = 0
    try:
        for turn in range(300):
            try:
                signal.setitimer(signal.ITIMER_REAL, 1e-5 * (1 + turn % 20))
                while True:
                    for x, out in zip(inputs, results):
                        convolution.forward(x, weight, None, out, axes)
            except KeyboardInterrupt:
                interrupted += 1
            for x, out, want in zip(inputs, results, expected):
                out.fill(0)
                convolution.forward(x, weight, None, out, axes)
                np.testing.assert_array_equal(out, want)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert interrupted == 300

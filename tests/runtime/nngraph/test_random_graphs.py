"""Random graphs give by their traces what they give without, whatever is done between two runs.

``RANDOM_GRAPHS=FIRST:LAST`` in the environment runs these seeds instead of the usual ones.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from random import Random
from typing import Any

import numpy as np
import pytest

from runtime import Table
from runtime.kernels import native
from runtime.kernels.native import versions
from runtime.tensor import TensorCore

from .worlds import ACTIONS, World, act, train

FIRST, LAST = map(int, os.environ.get("RANDOM_GRAPHS", "1:25").split(":"))
STEPS = 30


def flattened(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Table):
        yield f"{name}: table", len(value)
        for i, part in enumerate(value.array_values(), 1):
            yield from flattened(f"{name}[{i}]", part)
    else:
        yield name, value


def told(world: World) -> Iterator[tuple[str, Any, Any]]:
    """(name, what it is, its numbers) of all that can be seen; tensors in one memory are told apart from others."""
    storages: dict[int, str] = {}
    for name, value in world.state():
        for place, found in flattened(name, value):
            if not isinstance(found, TensorCore):
                yield place, found if isinstance(found, (str, int, float, bool)) else type(found).__name__, None
                continue
            first = storages.setdefault(id(found._storage), place)
            shows = (first, found.storageOffset(), found._stride) if found.nElement() else None
            yield place, (type(found).__name__, found._size, shows), found.array


def close(a: Any, b: Any, rtol: float) -> bool:
    """Whether all numbers agree, as far as sums of them can."""
    with np.errstate(invalid="ignore"):
        finite = np.abs(b[np.isfinite(b)])
    scale = max(1.0, float(finite.max())) if finite.size else 1.0
    return np.allclose(a, b, rtol, rtol * scale, equal_nan=True)


def differences(traced: World, plain: World, rtol: float) -> list[str]:
    found = []
    for (name, one, a), (other_name, other, b) in zip(told(traced), told(plain)):
        if name != other_name:
            return [*found, f"{name} is there, without traces {other_name}"]
        if one != other:
            found.append(f"{name}: {one}, without traces {other}")
        elif a is not None and not close(a, b, rtol):
            found.append(f"{name}:\n{a}\nwithout traces\n{b}")
    return found


def compare(seed: int, single: float, double: float) -> None:
    traced, plain = World(seed, True), World(seed, False)
    done: list[str] = []
    random = Random(seed)
    for number in range(STEPS):
        action = train if number < 2 else random.choices(list(ACTIONS), list(ACTIONS.values()))[0]
        done.append(action.__name__)
        ran = [act(world, action, 1000 * seed + number) for world in (traced, plain)]
        if not all(ran):  # what a failed pass leaves behind is nobody's business
            assert traced.log[-1] == plain.log[-1]
            return
        found = differences(traced, plain, single if plain.single else double)
        if found:
            pytest.fail(f"after {', '.join(done)}:\n" + "\n".join(found[:5]))


@pytest.mark.parametrize("seed", range(FIRST, LAST + 1))
def test_a_trace_changes_nothing(seed: int) -> None:
    """C's exp and its kin differ from numpy's in the last places, and what is learned from them a little more."""
    compare(seed, 1e-4, 1e-10)


@pytest.mark.parametrize("seed", range(FIRST + 1000, LAST + 1001))
def test_a_trace_of_numpy_s_calls_gives_the_same_numbers(seed: int) -> None:
    with native.disabled():
        compare(seed, 1e-5, 1e-13)


@pytest.mark.parametrize("seed", range(FIRST + 2000, LAST // 2 + 2001))
def test_what_python_does_not_count_is_compared(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "_counts", lambda: False)
    compare(seed, 1e-4, 1e-10)


def test_steady_runs_go_by_a_trace() -> None:
    went = 0
    for seed in range(1, 6):
        world = World(seed, True)
        for number in range(8):
            act(world, train, number)
        went += world.on_trace
    assert went > 10

"""Filling a million elements with random numbers, against numpy's own generator of the same kind.

Each pair is timed in turn and the best of several rounds counts; `python benchmarks/random_numbers.py`.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

import runtime.random as draw

COUNT, ROUNDS = 1_000_000, 7


def best(*calls: Callable[[], object]) -> list[float]:
    """Milliseconds of each call, interleaved."""
    times = [float("inf")] * len(calls)
    for _ in range(ROUNDS):
        for i, call in enumerate(calls):
            start = time.perf_counter()
            call()
            times[i] = min(times[i], (time.perf_counter() - start) * 1e3)
    return times


def main() -> None:
    numpys = np.random.RandomState(1)
    double, single = np.empty(COUNT), np.empty(COUNT, np.float32)
    generator = draw.default_generator
    cases = {
        "uniform": (draw.uniform_, lambda: numpys.random_sample(COUNT)),
        "normal": (draw.normal_, lambda: numpys.standard_normal(COUNT)),
        "bernoulli": (draw.bernoulli_, lambda: numpys.random_sample(COUNT) <= 0.5),
        "random": (lambda a: draw.random_(a, 10), lambda: numpys.randint(1, 11, COUNT)),
    }
    print(f"{COUNT:,} elements   double    float    numpy   ratio")
    for name, (fill, own) in cases.items():
        ours, ours_single, theirs = best(lambda f=fill: f(double), lambda f=fill: f(single), own)
        print(f"{name:16}  {ours:6.2f}ms {ours_single:6.2f}ms {theirs:6.2f}ms  {ours / theirs:5.2f}")
    for name, call in {"uniform()": generator.uniform, "normal()": generator.normal}.items():
        (took,) = best(lambda c=call: [c() for _ in range(100_000)])
        print(f"{name:16}  {took * 10:6.0f} ns a number")


if __name__ == "__main__":
    main()

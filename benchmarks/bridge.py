"""What the bridge costs, as ratios in one run: elements, small calls, slices, memory of temporaries.

    python benchmarks/bridge.py
"""

from __future__ import annotations

import resource
import time

import numpy as np

import luabridge

LUA = luabridge.Lua()
ROUNDS = 7


def best(function, count: int) -> float:
    """Nanoseconds of one of `count` steps: the least of several rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times) / count * 1e9


def lua_loop(setup: str, body: str, count: int) -> float:
    """Nanoseconds of `body` in a Lua loop over i."""
    return best(LUA.execute(f"{setup} return function() for i = 1, {count} do {body} end end"), count)


def numpy_add(size: int) -> float:
    x, y = np.random.rand(size), np.random.rand(size)
    add, count = np.add, 100_000

    def loop() -> None:
        for _ in range(count):
            add(y, x, out=y)

    return best(loop, count)


def main() -> None:
    reference = numpy_add(10)
    print(f"np.add(y, x, out=y) on 10 elements, from Python  {reference:8.1f} ns   1.00")
    rows = [
        ("x[i] = x[i] + 1", "local x = torch.zeros(1000000)", "x[i] = x[i] + 1", 1_000_000),
        ("y:add(1, x) on 10 elements", "local x, y = torch.randn(10), torch.zeros(10)", "y:add(1, x)", 100_000),
        ("y:add(1, x) on 1000 elements", "local x, y = torch.randn(1000), torch.zeros(1000)", "y:add(1, x)", 100_000),
        ("x + y on 10 elements", "local x, y = torch.randn(10), torch.zeros(10)", "local z = x + y", 100_000),
        ("x[i][j]", "local x = torch.zeros(300, 400)", "local v = x[i % 300 + 1][5]", 100_000),
        ("x[{{2, 5}, {}}]", "local x = torch.zeros(300, 400)", "local v = x[{{2, 5}, {}}]", 100_000),
        ("x:narrow(1, 2, 4)", "local x = torch.zeros(300, 400)", "local v = x:narrow(1, 2, 4)", 100_000),
        ("x:sum() on 10 elements", "local x = torch.zeros(10)", "local v = x:sum()", 100_000),
    ]
    for name, setup, body, count in rows:
        cost = lua_loop(setup, body, count)
        print(f"{name:48s} {cost:8.1f} ns {cost / reference:6.2f}")
    LUA.execute("for i = 1, 20000 do local t = torch.FloatTensor(262144):fill(i) end")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"20,000 temporaries of 1 MB: {peak:.0f} MB resident at most")


if __name__ == "__main__":
    main()

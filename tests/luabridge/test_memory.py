"""When Lua's collector runs: soon while that is cheap, later where Lua itself holds much."""

from __future__ import annotations

import gc
import sys
from time import perf_counter

import pytest

import luabridge
from luabridge import memory
from runtime import torch
from runtime.memory import account

LOOPS = {
    "new tensors": "local t = torch.FloatTensor(300) t:fill(i)",
    "tables of tensors": "local t = {torch.FloatTensor(300), torch.FloatTensor(4, 100), name = 'x' .. i}",
    "results": "local y = x:clone():add(1):view(10, 30)",
}


@pytest.mark.parametrize("name", LOOPS)
def test_garbage_of_small_tensors_is_collected_soon(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_LARGE_SHARE", 2)  # whatever time this machine takes for a collection
    lua = luabridge.Lua()
    monkeypatch.setattr(memory._policy, "allowed", memory.SOON)
    lua.execute("x = torch.FloatTensor(300):zero() collectgarbage()")
    before, most = sys.getallocatedblocks(), 0
    for _ in range(20):
        lua.execute(f"for i = 1, 1000 do {LOOPS[name]} end")
        most = max(most, sys.getallocatedblocks())
    assert (most - before) * 64 < 3 * memory.SOON
    assert account.fresh <= 2 * memory.SOON


def test_collections_become_rarer_where_they_take_long(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = memory._Policy()
    for _ in range(20):
        policy.learn(1e9, 1 << 20)
    assert policy.allowed == memory.LEAST
    for _ in range(20):
        policy.learn(1e9, 1 << 30)
    assert policy.allowed == 16 << 30
    assert policy._most() == max(memory.MOST, account.live)
    policy.last -= 1e6
    for _ in range(40):
        policy.learn(1e-9, 1 << 20)
    assert policy.allowed == memory.SOON


def test_garbage_of_large_tensors_is_freed_in_time() -> None:
    lua = luabridge.Lua()
    before = account.live
    highest = lua.execute(
        """
        local live, highest = ..., 0
        for i = 1, 400 do
           local t = torch.FloatTensor(262144)
           highest = math.max(highest, live())
        end
        return highest""",
        lambda: account.live,
    )
    most = max(memory._policy.worthwhile, memory._policy.allowed)
    assert highest - before <= most + (2 << 20)  # 400 MB in all


class _Node:
    """Something that holds itself and a storage."""

    def __init__(self) -> None:
        self.own, self.storage = self, torch.FloatStorage(1 << 20)


def test_cycles_of_python_s_that_hold_tensors_are_freed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_CYCLES", 64 << 20)
    monkeypatch.setattr(memory, "_LARGE_SHARE", 2)  # whatever time this machine takes for a collection
    lua = luabridge.Lua()
    monkeypatch.setattr(memory._policy, "allowed", memory.SOON)
    thresholds = gc.get_threshold()
    gc.collect()
    gc.set_threshold(10**6, 10, 10)
    try:
        before, highest = account.live, 0
        for _ in range(100):  # 400 MB in all
            _Node()
            lua.execute("for i = 1, 8 do local t = torch.FloatTensor(262144) end")
            highest = max(highest, account.live)
    finally:
        gc.set_threshold(*thresholds)
    assert highest - before < 2 * memory._CYCLES


def test_python_s_collector_waits_longer_where_scripts_run() -> None:
    thresholds = gc.get_threshold()
    try:
        luabridge.Lua()
        assert gc.get_threshold() == thresholds
        memory.serve_scripts()
        assert gc.get_threshold()[0] > thresholds[0]
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)


def test_collections_that_take_some_time_become_rarer_beside_much_that_is_alive() -> None:
    policy = memory._Policy()
    kept = torch.FloatStorage((64 * memory.SOON) >> 2)
    for _ in range(20):
        policy.last = perf_counter() - 1
        policy.learn(0.03, 1 << 20)
    assert policy.allowed == min(int(account.live * memory._PART), memory.LEAST) >= 4 * memory.SOON
    del kept
    policy.allowed = memory.SOON
    for _ in range(20):
        policy.last = perf_counter() - 1
        policy.learn(0.03, 1 << 20)
    assert policy.allowed == max(memory.SOON, int(account.live * memory._PART))

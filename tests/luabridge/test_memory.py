"""When Lua's collector runs: soon while that is cheap, later where Lua itself holds much."""

from __future__ import annotations

from luabridge import Lua, memory
from runtime.memory import account


def test_the_limit_follows_what_a_collection_costs() -> None:
    lua = Lua()
    lua.execute("keep = {} for i = 1, 400000 do keep[i] = {} end")
    memory.collect()
    assert lua._engine.lua_bytes() > 20 << 20
    assert account.limit == max(memory.MOST, account.live)
    lua.execute("keep = nil")
    memory.collect()
    assert memory.LEAST <= account.limit <= max(memory.MOST, account.live)
    assert lua._engine.lua_bytes() < 10 << 20


def test_garbage_of_scripts_is_freed_by_the_limit() -> None:
    lua = Lua()
    memory.collect()
    before, limit = account.live, account.limit
    highest = (
        lua.execute(
            """
        local live, highest = ..., 0
        for i = 1, 400 do
           local t = torch.FloatTensor(262144)
           highest = math.max(highest, live())
        end
        return highest""",
            lambda: account.live,
        )
        - before
    )
    assert highest <= limit + (2 << 20)  # 400 MB in all

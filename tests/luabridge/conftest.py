"""A fresh Lua state for each test."""

from __future__ import annotations

import pytest

from luabridge import Lua


@pytest.fixture
def lua() -> Lua:
    return Lua()

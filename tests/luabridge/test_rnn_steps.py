"""Recurrent modules from Lua, where Lua's ways with tables and arguments show."""

from __future__ import annotations

import pytest


@pytest.fixture
def lua(lua):
    lua.require("rnn")
    return lua


def test_a_state_may_lack_the_output(lua):
    made = lua.execute("""
        local m = nn.Recurrence(nn.Sequential():add(nn.JoinTable(1, 1)):add(nn.Linear(7, 4)), 4, 1)
        m:setGradHiddenState(3, {nil, false})
        m:setHiddenState(2, {nil, false})
        local lstm = nn.LSTM(3, 4)
        lstm:setHiddenState(2, {nil, torch.zeros(4)})
        return m.gradOutputs[3], m.outputs[2], lstm.outputs[2], lstm.cells[2]:dim()
    """)
    assert made == (None, None, None, 1)


def test_hidden_states_take_more_arguments_than_they_need(lua):
    got = lua.execute("""
        local m = nn.Recursor(nn.Linear(3, 4))
        m:setHiddenState(0, nil, 1, 2)
        nn.Linear(3, 4):setHiddenState()
        nn.Linear(3, 4):setGradHiddenState(1)
        return m:getHiddenState(0, torch.randn(2, 3)), m:getGradHiddenState(0, 1, 2)
    """)
    assert got == (None, None)

"""optim in Lua: functions of scripts as arguments, options in Lua tables, what the objects look like."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def lua(lua: Any) -> Any:
    lua.require("optim")
    return lua


def test_functions_and_states_are_luas(lua: Any) -> None:
    found = lua.execute("""
        local x, state = torch.Tensor{3, -2}, {}
        local config = {maxIter = 30, lineSearch = optim.lswolfe, lineSearchOptions = {c2 = 0.5}}
        local f = function(x) return x:dot(x), x * 2 end
        local best, values, count = optim.lbfgs(f, x, config, state)
        local wrong = select(2, pcall(optim.lbfgs, function() error('oops') end, x, {}))
        return rawequal(best, x), x:norm() < 1e-6, type(state.old_dirs), #values, count > 0, state.funcEval, wrong""")
    assert found[:3] == (True, True, "table") and found[4] and found[3] <= found[5]
    assert "oops" in found[6]


def test_a_line_search_of_the_scripts_own(lua: Any) -> None:
    found = lua.execute("""
        local calls = 0
        local function search(f, x, t, d, f0, g0, gtd)
           calls = calls + 1
           x:add(0.1, d)
           local value, gradient = f(x)
           return value, gradient:clone(), x, 0.1, 1
        end
        local x = torch.Tensor{1, 1}
        local _, values = optim.lbfgs(function(p) return p:dot(p), p * 2 end, x, {maxIter = 3, lineSearch = search})
        return calls, #values, values[4] < values[1]""")
    assert found == (3, 4, True)


def test_confusion_matrix_is_a_table_of_fields(lua: Any) -> None:
    found = lua.execute("""
        local c = optim.ConfusionMatrix{'a', 'b'}
        c:_add(1, 2)
        c:add(torch.Tensor{0, 1}, torch.Tensor{0, 1})
        c:updateValids()
        local names = {}
        for name in pairs(c) do names[name] = true end
        local mat = c.mat[2][1]
        return torch.type(c), mat, names.unionvalids, c.totalValid, c.classes[2], pcall(c._add, c, 3, 1)""")
    assert found[:5] == ("optim.ConfusionMatrix", 1, True, 0.5, "b") and found[5] is False


def test_columns_of_a_log_come_in_the_order_of_the_table(lua: Any, tmp_path: Any) -> None:
    path = str(tmp_path / "l.log")
    same = lua.execute(
        """
        local log, row = optim.Logger(...), {alpha = 1, beta = 2, gamma = 'x', delta = 4}
        local names = {}
        for name in pairs(row) do names[#names + 1] = name end
        log:add(row)
        log.file:close()
        return io.open(...):read('*l') == table.concat(names, '\\t') .. '\\t'""",
        path,
    )
    assert same


def test_optim_brings_xlua(lua: Any) -> None:
    assert lua.eval("type(xlua.progress), type(sys.clock)") == ("function", "function")

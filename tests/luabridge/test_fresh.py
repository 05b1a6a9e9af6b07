"""Small new tensors live in Lua's memory until Python needs them; they are tensors like any other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luabridge import Lua
from runtime import nn, torch

LUA = Lua()
LUA.require("nn")
numbers = st.floats(allow_nan=True, width=32) | st.sampled_from([0.0, -0.0, 1.0, 0.1])
FORMS = {
    "x + y": lambda x, y, v: x + y,
    "x - y": lambda x, y, v: x - y,
    "x + v": lambda x, y, v: x + v,
    "v + x": lambda x, y, v: v + x,
    "x - v": lambda x, y, v: x - v,
    "v - x": lambda x, y, v: v - x,
    "x * v": lambda x, y, v: x * v,
    "v * x": lambda x, y, v: v * x,
    "x / v": lambda x, y, v: x / v,
    "torch.add(x, y)": lambda x, y, v: torch.add(x, y),
    "torch.add(x, v)": lambda x, y, v: torch.add(x, v),
    "torch.mul(x, v)": lambda x, y, v: torch.mul(x, v),
    "x:clone()": lambda x, y, v: x.clone(),
    "(x + y) * v": lambda x, y, v: (x + y) * v,
}


@settings(max_examples=150, deadline=None)
@given(
    form=st.sampled_from(sorted(FORMS)),
    kind=st.sampled_from(["Double", "Float"]),
    matrix=st.booleans(),
    xs=st.lists(numbers, min_size=6, max_size=6),
    ys=st.lists(numbers, min_size=6, max_size=6),
    v=numbers,
)
def test_results_are_pythons(form, kind, matrix, xs, ys, v):
    make = getattr(torch, f"{kind}Tensor")
    x, y = make(xs), make(ys)
    if matrix:
        x, y = x.resize(2, 3), y.resize(2, 3)
    with np.errstate(all="ignore"):
        wanted = FORMS[form](x, y, v)
        found = LUA.execute(f"local x, y, v = ...; local z; for warm = 1, 3 do z = {form} end; return z", x, y, v)
    assert type(found) is type(wanted) and np.array_equal(found.numpy(), wanted.numpy(), equal_nan=True)
    finite = ~np.isnan(wanted.numpy())
    assert np.array_equal(np.signbit(found.numpy())[finite], np.signbit(wanted.numpy())[finite])


@pytest.mark.parametrize("kind", ["Byte", "Char", "Short", "Int", "Long", "Float", "Double"])
def test_constructors_of_all_types(kind):
    made, text = LUA.execute(f"""
        local x = torch.{kind}Tensor(2, 3)
        x[1][2] = 7.9; x[{{2, 3}}] = -1; x:select(2, 1):fill(3)
        return x, torch.type(x) .. x:dim() .. x:size(2) .. x:nElement()""")  # fmt: skip
    reference = getattr(torch, f"{kind}Tensor")(2, 3).zero()
    reference.set_index([1, 2], 7.9)
    reference.set_index([2, 3], -1)
    reference.select(2, 1).fill(3)
    assert made.tolist() == reference.tolist() and text == f"torch.{kind}Tensor236"


def test_python_and_lua_share_the_elements():
    seen = []
    LUA.globals["look"] = lambda x: seen.append(x) or x.add(1)
    assert LUA.execute("""
        local x = torch.Tensor(3):fill(1)
        local before = x[1]
        look(x)
        x[2] = 50
        local row = torch.Tensor(2, 2):fill(4)
        local part = row[1]
        part[1] = 9
        return before, x[1], x == look(x), row[1][1], part:storage() == row:storage(), x:sum()""") == (
        1,
        2,
        True,
        9,
        True,
        57,
    )
    assert seen[0] is seen[1] and seen[0].tolist() == [3, 51, 3]


def test_resizing_and_collecting():
    assert LUA.execute("""
        local x = torch.Tensor(2):fill(1)
        x:resize(1000):fill(2)
        local y = torch.Tensor(2):fill(3)
        y:set(x)
        local kept = {}
        for i = 1, 2000 do kept[i] = torch.Tensor(8):fill(i) if i % 100 == 0 then collectgarbage() end end
        local sum = 0
        for i = 1, 2000 do sum = sum + kept[i]:sum() end
        return x:sum(), y:nElement(), sum""") == (2000, 1000, 8 * 2001000)  # fmt: skip


def test_modules_files_and_tables():
    net = nn.Linear(2, 2)
    net.weight.fill(1)
    net.bias.fill(0)
    assert LUA.execute("return (...):forward(torch.Tensor(2):fill(3))[1]", net) == 6
    assert LUA.execute("return torch.deserialize(torch.serialize({torch.Tensor(2):fill(5)}))[1][2]") == 5
    assert LUA.execute("local t = {}; t[torch.Tensor(1)] = 1; return {torch.Tensor(2):fill(6), list = t}")[
        1
    ].tolist() == [6, 6]


def test_what_is_not_simple_is_pythons():
    for source, text in (
        ("torch.Tensor(2) + torch.Tensor(3)", "inconsistent tensor size"),
        ("torch.Tensor(2) + 'x'", "number expected"),
        ("torch.Tensor(2) / torch.Tensor(2)", "number"),
        ("torch.Tensor(2)[3]", "out of range"),
    ):
        with pytest.raises(RuntimeError, match=text):
            LUA.execute(f"local z; for i = 1, 3 do z = {source} end")
    assert LUA.execute("return torch.Tensor(2):fill(2) * torch.Tensor(2):fill(3)") == 12
    assert LUA.execute("return torch.Tensor(0):dim(), torch.Tensor(1000):size(1), torch.Tensor(2, 3, 4):dim()") == (
        0,
        1000,
        3,
    )

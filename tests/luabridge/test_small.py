"""Methods of small tensors that run in Lua give what Python gives, to the bit."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from luabridge import Lua
from runtime import torch

LUA = Lua()
TWICE = LUA.execute("return function(name, y, ...) local z = y:clone(); z[name](z, ...); return y[name](y, ...) end")
numbers = st.floats(allow_nan=True, width=32) | st.sampled_from([0.0, -0.0, 1.0, 0.1])


@settings(max_examples=150, deadline=None)
@given(
    name=st.sampled_from(
        ["add", "mul", "div", "fill", "cmul", "cdiv", "copy", "add scaled", "add tensor", "zero", "sum"]
    ),
    kind=st.sampled_from(["Double", "Float"]),
    rows=st.integers(0, 3),
    values=st.lists(numbers, min_size=6, max_size=6),
    others=st.lists(numbers, min_size=6, max_size=6),
    value=numbers,
)
def test_as_in_python(name, kind, rows, values, others, value):
    make = getattr(torch, f"{kind}Tensor")
    y, x = make(values), make(others)
    if rows:
        y, x = y.resize(2, 3), x.resize(2, 3)
    if rows == 3:
        x = x.clone().t().contiguous().t()
    expected = y.clone()
    method, _, form = name.partition(" ")
    args = {"scaled": (value, x), "tensor": (x,)}.get(form) or {
        "cmul": (x,), "cdiv": (x,), "copy": (x,), "zero": (), "sum": ()}.get(method, (value,))  # fmt: skip
    with np.errstate(all="ignore"):
        wanted = getattr(expected, method)(*args)
        found = TWICE(method, y, *args)
        found = LUA.execute("local y, name = ...; return y", y, name) if method != "sum" else found
    if method == "sum":
        assert found == wanted or (np.isnan(found) and np.isnan(wanted))
    else:
        assert np.array_equal(y.numpy(), expected.numpy(), equal_nan=True)
        assert np.array_equal(np.signbit(y.numpy()), np.signbit(expected.numpy())) or np.isnan(y.numpy()).any()


def test_the_fast_way_is_taken_and_followed_by_changes():
    assert LUA.execute("""
        local y, x = torch.zeros(4), torch.range(1, 4)
        for i = 1, 100 do y:add(1, x) end
        y:resize(2):add(x:narrow(1, 3, 2))
        for i = 1, 3 do y:add(0.5) end
        y:resize(3):zero(); y:add(x:narrow(1, 1, 3)); y:add(y)
        return y:sum(), y:size(1), y:nElement(), y:dim(), y:stride(1)""") == (12, 3, 3, 1, 1)


def test_overlapping_tensors_are_pythons_business():
    def shifted(add):
        base = torch.range(1, 6)
        add(base.narrow(1, 2, 5), base.narrow(1, 1, 5))
        return base.tolist()

    in_python = shifted(lambda y, x: y.add(1, x))
    assert shifted(LUA.eval("function(y, x) y:size(1) x:size(1) y:size(1) x:size(1) y:add(1, x) end")) == in_python


def test_errors_are_the_same():
    for call in ("add(torch.Tensor(3))", "cmul(torch.Tensor(3))", "copy(torch.Tensor(3))", "size(7)"):
        text = LUA.execute(f"""
            local y = torch.Tensor(2); y:size(1); y:size(1)
            return (select(2, pcall(function() y:{call} end)))""")
        assert "inconsistent tensor size" in text or "out of range" in text

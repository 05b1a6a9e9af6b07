"""Random programs on shared storages: Lua, with its pointers, views and small methods, does what the runtime does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from luabridge import Lua
from runtime import TorchError, torch

LUA = Lua()
#: Runs the steps, each a function of the pool; says which of them raised an error.
RUN = LUA.execute("""return function(source)
    local steps, failed = loadstring(source)(), {}
    pool = {}
    for i = 1, #steps do
       local ok, err = pcall(steps[i], pool)
       failed[i] = not ok
       if not ok and (type(err) ~= 'string' or err:find('Error')) then error(err) end
    end
    return pool, failed
end""")

size = st.lists(st.integers(1, 4), min_size=1, max_size=3)
small = st.integers(-1, 4)
positive = st.integers(1, 3)
number = st.integers(-3, 9)
pick = st.integers(1, 5)
kinds = st.sampled_from(["Double", "Double", "Float", "Int", "Byte"])


class Step:
    """One step in both languages. `x` is the tensor numbered `name` in the pool, `y` the other one."""

    def __init__(self, lua: str, python: Callable[[dict], Any]) -> None:
        self.lua, self.python = lua, python


def key_text(entry: Any) -> str:
    return str(entry) if isinstance(entry, int) else "{" + ", ".join(map(str, entry)) + "}"


#: After two questions in a row the bridge knows where a tensor's elements lie, until something changes.
WARM = Step("for i = 1, 5 do local x = p[i]; local _ = x:size(1), x:size(1), x:dim() end", lambda pool: None)


KINDS = ["new", "view", "view", "part", "index", "change", "change", "two", "write", "shape", "use", "warm", "warm"]


@st.composite
def steps(draw: Any) -> Step:
    target, a, b = draw(pick), draw(pick), draw(pick)
    kind = draw(st.sampled_from(KINDS))
    if kind == "warm":
        return WARM
    return globals()["draw_" + kind](draw, target, a, b)


def draw_new(draw: Any, target: int, a: int, b: int) -> Step:
    kind, shape, start = draw(kinds), draw(size), draw(number)

    def make(pool: dict) -> None:
        count = int(np.prod(shape))
        pool[target] = torch.TYPES[f"{kind}Tensor"]([start + i for i in range(count)]).resize(*shape)

    count = int(np.prod(shape))
    numbers = ", ".join(str(start + i) for i in range(count))
    return Step(f"p[{target}] = torch.{kind}Tensor{{{numbers}}}:resize({', '.join(map(str, shape))})", make)


def draw_view(draw: Any, target: int, a: int, b: int) -> Step:
    name = draw(st.sampled_from(["narrow", "select", "t", "transpose", "view", "sub", "unfold", "squeeze", "clone"]))
    count = {"narrow": 3, "select": 2, "transpose": 2, "sub": 2, "unfold": 3, "view": draw(positive)}.get(name, 0)
    args = [draw(small) for _ in range(count)]

    def make(pool: dict) -> None:
        part = getattr(pool[a], name)(*args)
        if not isinstance(part, (int, float)):
            pool[target] = part

    text = f"local v = p[{a}]:{name}({', '.join(map(str, args))}); if type(v) ~= 'number' then p[{target}] = v end"
    return Step(text, make)


def draw_part(draw: Any, target: int, a: int, b: int) -> Step:
    entry = small | st.lists(small, max_size=2)
    key = draw(st.lists(entry, min_size=1, max_size=3))

    def make(pool: dict) -> None:
        part = pool[a].get_index(key)
        if not isinstance(part, (int, float)):
            pool[target] = part

    entries = ", ".join(key_text(entry) for entry in key)
    return Step(f"local v = p[{a}][{{{entries}}}]; if type(v) ~= 'number' then p[{target}] = v end", make)


def draw_index(draw: Any, target: int, a: int, b: int) -> Step:
    i, j, value = draw(small), draw(small), draw(number)

    def change(pool: dict) -> None:
        row = pool[a].get_index(i)
        if isinstance(row, (int, float)):
            pool[a].set_index(i, row + value)
        else:
            row.set_index(j, value)

    return Step(
        f"local x = p[{a}]; local r = x[{i}]; "
        f"if type(r) == 'number' then x[{i}] = r + {value} else r[{j}] = {value} end",
        change,
    )


def draw_change(draw: Any, target: int, a: int, b: int) -> Step:
    name = draw(st.sampled_from(["add", "mul", "fill", "zero", "add", "csub"]))
    args = [] if name == "zero" else [draw(number)]
    return Step(
        f"p[{target}] = p[{a}]:{name}({', '.join(map(str, args))})",
        lambda pool: pool.__setitem__(target, getattr(pool[a], name)(*args)),
    )


def draw_two(draw: Any, target: int, a: int, b: int) -> Step:
    name = draw(st.sampled_from(["add", "cmul", "copy", "scaled"]))
    scale = draw(number)

    def change(pool: dict) -> None:
        x, y = pool[a], pool[b]
        if not overlapping(x, y):
            x.add(scale, y) if name == "scaled" else getattr(x, name)(y)

    call = f"x:add({scale}, y)" if name == "scaled" else f"x:{name}(y)"
    return Step(f"local x, y = p[{a}], p[{b}]; if not overlapping(x, y) then {call} end", change)


def draw_write(draw: Any, target: int, a: int, b: int) -> Step:
    key = draw(st.lists(small | st.lists(small, max_size=2), min_size=1, max_size=2))
    value = draw(number)
    entries = ", ".join(key_text(entry) for entry in key)
    return Step(f"p[{a}][{{{entries}}}] = {value}", lambda pool: pool[a].set_index(key, value))


def draw_shape(draw: Any, target: int, a: int, b: int) -> Step:
    name = draw(st.sampled_from(["resize", "set", "grow", "resizeAs", "share"]))
    shape, length = draw(size), draw(st.integers(1, 40))

    def change(pool: dict) -> None:
        x = pool[a]
        if name == "resize":
            before = len(x._storage)
            x.resize(*shape)
            zero_new(x, before)
        elif name == "resizeAs":
            before = len(x._storage)
            x.resizeAs(pool[b])
            zero_new(x, before)
        elif name == "grow":
            before = len(x._storage)
            x._storage.resize(max(length, before))
            zero_new(x, before)
        elif name == "set":
            x.set(pool[b])
        else:
            pool[target] = type(x)(x)

    text = {
        "resize": f"local n = length(x); x:resize({', '.join(map(str, shape))}); zero_new(x, n)",
        "resizeAs": f"local n = length(x); x:resizeAs(p[{b}]); zero_new(x, n)",
        "grow": f"local n = length(x); if n > 0 then x:storage():resize(math.max({length}, n)) end; zero_new(x, n)",
        "set": f"x:set(p[{b}])",
        "share": f"p[{target}] = x.new(x)",
    }[name]
    return Step(f"local x = p[{a}]; {text}", change)


def draw_use(draw: Any, target: int, a: int, b: int) -> Step:
    """Reading that changes nothing, but may leave a pointer behind; and handing over to Python."""
    text = draw(
        st.sampled_from(
            [
                "x:size(1); x:sum()",
                "x:dim(); x:nElement()",
                "keep(x)",
                "local _ = x[1], x[1]",
                "x:isContiguous()",
                "collectgarbage()",
            ]
        )
    )
    return Step(f"local x = p[{a}]; pcall(function() {text} end)", lambda pool: pool[a])


def zero_new(x: Any, before: int) -> None:
    """Elements that a storage gained hold anything."""
    x._storage.array[before:] = 0


def memory(x: Any) -> set[int]:
    """The addresses of the elements."""
    array = x.array
    if not array.size:
        return set()
    places = np.zeros(array.shape, np.int64)
    for d, (n, s) in enumerate(zip(array.shape, array.strides)):
        places += (np.arange(n) * s).reshape([-1 if k == d else 1 for k in range(array.ndim)])
    return set((places + array.ctypes.data).reshape(-1).tolist())


def overlapping(x: Any, y: Any) -> bool:
    """Whether a result would depend on the order of computation: elements in common, or met twice."""
    own, other = memory(x), memory(y)
    same = type(x) is type(y) and x._size == y._size and x._stride == y._stride and own == other
    return len(own) < x.nElement() or (bool(own & other) and not same)


def length(x: Any) -> int:
    return len(x._storage)


LUA.globals["overlapping"] = overlapping
LUA.globals["length"] = length
LUA.globals["zero_new"] = zero_new
LUA.globals["keep"] = lambda x: x.array.sum()


def in_python(program: list[Step]) -> tuple[dict, list[bool]]:
    pool: dict[int, Any] = {}
    failed = []
    for step in program:
        try:
            step.python(pool)
            failed.append(False)
        except (TorchError, KeyError):
            failed.append(True)
    return pool, failed


@settings(max_examples=300, deadline=None)
@given(program=st.lists(steps(), min_size=8, max_size=40))
def test_programs(program: list[Step]) -> None:
    program = [*[draw_fixed(i) for i in range(1, 6)], WARM, *program]
    expected, failures = in_python(program)
    source = "return {\n" + ",\n".join(f"function(p) {step.lua} end" for step in program) + "}"
    pool, failed = RUN(source)
    assert failed.array_values() == failures, source
    for name, tensor in expected.items():
        found = pool[name]
        assert (type(found), found._size, found._stride, found._offset) == (
            type(tensor), tensor._size, tensor._stride, tensor._offset), (name, source)  # fmt: skip
        np.testing.assert_array_equal(found.array, tensor.array, err_msg=f"{name}\n{source}")
        for other, twin in expected.items():
            assert (found._storage is pool[other]._storage) == (tensor._storage is twin._storage), (name, other, source)
            assert (found is pool[other]) == (tensor is twin), (name, other, source)


def draw_fixed(i: int) -> Step:
    """The tensors that a program starts with."""
    return Step(
        f"p[{i}] = torch.range({i}, {i + 11}):resize(3, 4)",
        lambda pool: pool.__setitem__(i, torch.range(i, i + 11).resize(3, 4)),
    )

"""What wrong calls of tensors say in Lua: the words, the argument's number, the position. Recorded from Torch7."""

from __future__ import annotations

import pytest

#: An expression on the 2 x 3 matrix x, and the error; those of Torch's functions in C and metamethods have no position.
AT = "(execute):1: "
EXPECTED = " \nexpected arguments: "
SIZES = "(LongStorage | dim1 [dim2...])"
CASES = [
    ("torch.max(x, 5)", "bad argument #2 to '?' (dimension 5 out of range)"),
    ("x:max(5)", AT + "bad argument #1 to 'max' (dimension 5 out of range)"),
    ("torch.eye(0)", "bad argument #1 to '?' (invalid argument)"),
    ("torch.bernoulli(5)", "bad argument #1 to '?' (must be >= 0 and <= 1)"),
    ("x[5]", "bad argument #2 to '?' (out of range)"),
    ("x[{{2, 7}}]", "bad argument #2 to '?' (end index out of bound)"),
    ("x[{1, {3, 2}}]", "bad argument #2 to '?' (end index must be greater or equal to start index)"),
    ("x[{1, 2, 3}]", "bad argument #2 to '?' (too many indices provided)"),
    ("x[torch.LongStorage{1}]", "bad argument #2 to '?' (invalid size)"),
    ("x + 'a'", "bad argument #2 to '?' (number expected, got string)"),
    ("x ^ 2", AT + "both torch.DoubleTensor and (null) have no power operator"),
    ("torch.Tensor('x')", "bad argument #1 to '?' (expecting number or torch.DoubleTensor or torch.DoubleStorage)"),
    ("torch.Tensor(nil)", "bad argument #1 to '?' (expecting number or torch.DoubleTensor or torch.DoubleStorage)"),
    ("torch.Tensor{{1, 2}, {3}}", "invalid tensor sizes"),
    ("torch.Tensor{{1, 2}, 3}", "invalid tensor definition"),
    ("torch.Tensor{1, {}}", "invalid element (not a number)"),
    ("torch.Tensor{{}}", "invalid element (not a number)"),
    ("torch.Tensor(2^40)", "$ Torch: not enough memory: you tried to allocate 8192GB. Buy new RAM!"),
    ("x:narrow(1, 1)", AT + "bad argument #3 to 'narrow' (number expected, got no value)"),
    ("x:select('a', 1)", AT + "bad argument #1 to 'select' (number expected, got string)"),
    ("x:copy(5)", AT + "bad argument #1 to 'copy' (torch.*Tensor expected, got number)"),
    ("x:index(1, torch.Tensor{1})",
     AT + "bad argument #2 to 'index' (torch.LongTensor expected, got torch.DoubleTensor)"),
    ("x:maskedFill(1, 1)", AT + "bad argument #1 to 'maskedFill' (torch.ByteTensor expected, got userdata)"),
    ("x:resize({3, 2})", AT + "bad argument #1 to 'resize' (number expected, got table)"),
    ("x:resizeAs(torch.FloatTensor(2))",
     AT + "bad argument #1 to 'resizeAs' (torch.DoubleTensor expected, got torch.FloatTensor)"),
    ("x:view(4, -1)", AT + "The number of covered elements is not a multiple of all elements."),
    ("x:view(-1, -1)", AT + "Only one of torch.view dimensions can be -1."),
    ("x:split(-1)", AT + "bad argument #3 to 'narrow' (out of range)"),
    ("x:expandAs(nil)", AT + "attempt to index local 'tensor' (a nil value)"),
    ("x:typeAs(3)", AT + "attempt to index local 'tensor' (a number value)"),
    ("x:apply('f')", AT + "attempt to call local 'func' (a string value)"),
    ("x:map(x:float(), print)", AT + "bad argument #1 to 'map' (torch.DoubleTensor expected, got torch.FloatTensor)"),
    ("x:int():uniform()", AT + "attempt to call method 'uniform' (a nil value)"),
    ("torch.mm(torch.Tensor(), x, x:t())", "matrix expected, got 0D tensor for t"),
    ("torch.mm(x, x, x:t())", "size mismatch, t: [2 x 3], m1: [2 x 3], m2: [3 x 2]"),
    ("x:lerp(torch.Tensor(2), 1)", AT + "bad argument #1 to 'lerp' (sizes do not match)"),
    ("torch.histc(torch.Tensor())", "bad argument #1 to '?' (tensor must have one dimension)"),
    ("torch.rand('a')", "invalid arguments: string" + EXPECTED + "[*DoubleTensor*] [Generator] " + SIZES),
    ("torch.randperm()",
     "invalid arguments: no arguments provided" + EXPECTED[1:] + "[*DoubleTensor*] [Generator] long"),
    ("torch.zeros({2})", "invalid arguments: table" + EXPECTED + "[*DoubleTensor*] " + SIZES),
    ("torch.squeeze(x, {})",
     "invalid arguments: DoubleTensor table" + EXPECTED
     + "[*DoubleTensor*] DoubleTensor | [*DoubleTensor*] DoubleTensor index"),
]  # fmt: skip


@pytest.fixture(scope="module")
def state():
    from luabridge import Lua

    return Lua()


@pytest.mark.parametrize(("expression", "text"), CASES, ids=[case[0] for case in CASES])
def test_texts_of_errors(state, expression: str, text: str) -> None:
    ok, said = state.execute(f"local x = torch.ones(2, 3) return pcall(function() local y = {expression} end)")
    assert not ok and said == text


def test_assignments(lua) -> None:
    said = lua.execute("""
        local x, said = torch.zeros(2, 3), {}
        local function try(f) said[#said + 1] = select(2, pcall(f)) end
        try(function() x[3] = 1 end)
        try(function() x[1] = nil end)
        try(function() x[1] = {1, 2, 3} end)
        try(function() x[{1, 1}] = torch.Tensor{5} end)
        try(function() x[1] = torch.Tensor(4) end)
        try(function() x[torch.ByteTensor(2, 3):fill(1)] = {} end)
        try(function() x.a = 1 end)
        x['2'] = '7'
        return table.concat(said, '\\n'), x[2][1], x[{1, 'rest'}]:nElement(), x[torch.LongTensor{1}], x[true]""")
    assert said == (
        "bad argument #3 to '?' (out of range)\n"
        "bad argument #3 to '?' (torch.*Tensor expected, got nil)\n"
        "bad argument #3 to '?' (torch.*Tensor expected, got table)\n"
        "bad argument #3 to '?' (number expected, got userdata)\n"
        "inconsistent tensor size, expected tensor [1 x 3] and src [4] to have the same number of elements, "
        "but got 3 and 4 elements respectively\n"
        "number or torch.DoubleTensor expected\n"
        "(execute):10: the class torch.DoubleTensor cannot be indexed",
        7,
        3,
        None,
        None,
    )


def test_results_that_are_arguments_or_nothing(lua) -> None:
    """Functions that return whatever is on top of Lua's stack, and those that return nothing."""
    assert lua.execute("""
        local x, i, source = torch.IntTensor{1, 2, 3}, torch.LongTensor{2}, torch.IntTensor{9}
        return x:indexFill(1, i, 2.7), x:maskedFill(x:eq(1), 5.5), rawequal(x:indexCopy(1, i, source), source),
           x[1], x[2], select('#', torch.manualSeed(1)), (torch.Tensor():storage())
        """) == (2.7, 5.5, True, 5, 9, 0, None)


def test_operands(lua) -> None:
    """Numbers may be strings, also on the left of + - *; nil and tensors on the right of / are refused."""
    said = lua.execute("""
        local x, said = torch.ones(2), {}
        for _, f in ipairs {function() return x + nil end, function() return nil + x end, function() return x / nil end,
                            function() return 2 / x end, function() return 5 % x end, function() return 'a' + x end} do
           said[#said + 1] = select(2, pcall(f))
        end
        return table.concat(said, '\\n'), (x + '2')[1], ('3' - x)[1], (x / '2')[1]""")
    assert said == (
        "bad argument #2 to '?' (number expected, got nil)\n"
        "bad argument #1 to '?' (number expected, got nil)\n"
        "bad argument #2 to '?' (number expected)\n"
        "bad argument #1 to '?' (torch.DoubleTensor expected, got boolean)\n"
        "bad argument #1 to '?' (torch.DoubleTensor expected, got boolean)\n"
        "bad argument #1 to '?' (number expected, got string)",
        3,
        2,
        0.5,
    )


def test_types_without_a_function(lua) -> None:
    assert lua.execute("""
        torch.setdefaulttensortype('torch.IntTensor')
        local ok, first = pcall(function() local y = torch.rand(2) end)
        local ok, second = pcall(function() local y = torch.uniform(0, 1) end)
        torch.setdefaulttensortype('torch.FloatTensor')
        local root = torch.sqrt(2)
        torch.setdefaulttensortype('torch.DoubleTensor')
        return first, second, root, torch.sqrt(2)""") == (
        "(execute):3: torch.IntTensor does not implement the torch.rand() function",
        "(execute):4: torch.IntTensor does not implement the torch.uniform() function",
        1.4142135381698608,
        1.4142135623730951,
    )

"""torch.Tester and torch.TestSuite: what they print and raise."""

from __future__ import annotations

import re

import pytest

#: Defines out(f): what f writes through io.write, and what pcall gives of it.
CAPTURE = """
    function out(f, ...)
       local parts, write, flush = {}, io.write, io.flush
       io.write = function(...) for _, part in ipairs {...} do parts[#parts + 1] = part end end
       local done, result = pcall(f, ...)
       io.write = write
       return (table.concat(parts):gsub('[^\\n]*\\r', '')), done, result
    end
    tester = torch.Tester()
"""
DASHES = "-" * 80 + "\n"


@pytest.fixture
def lua(lua):
    lua.execute(CAPTURE)
    return lua


def line(number: str, name: str, stamp: str) -> str:
    """The final line of one test: 80 columns where the stamp has four letters."""
    return f"{number} {name} ".ljust(73, ".") + f" [{stamp}]\n"


def test_passing(lua):
    text, done, result = lua.execute("""
        tester:add(function() tester:eq(1, 1) tester:ne(1, 2) tester:assert(true) end, 'all')
        return out(tester.run, tester)""")
    assert text == (
        "Running 1 test\n" + line("1/1", "all", "PASS") + "Completed 3 asserts in 1 test with 0 failures and 0 errors\n"
    )
    assert (done, result) == (True, 0)
    assert lua.eval("tester.countasserts, #tester.errors") == (3, 0)


def test_colours_of_th(lua):
    text, *_ = lua.execute("""
        arg = {}
        tester:add(function() tester:assert(true) end, 'x')
        local function plain(f)
           local parts = {}
           local write = io.write
           io.write = function(...) for _, part in ipairs {...} do parts[#parts + 1] = part end end
           f(tester)
           io.write = write
           return table.concat(parts)
        end
        return plain(tester.run), 1""")
    head = "\33[0;36m1/1 \33[0mx " + "." * 67 + " "
    assert text == (
        f"Running 1 test\n{head}[\x1b[0;36mWAIT\x1b[0m]\r{head}[\x1b[0;32mPASS\x1b[0m]\n"
        "Completed 1 assert in 1 test with \x1b[0;32m0 failures\x1b[0m and \x1b[0;32m0 errors\x1b[0m\n"
    )


#: An assertion that fails, and its message.
FAILING = [
    ("assert(false)", "BOOL violation condition=false"),
    ("assert(false, 'why')", "why\nBOOL violation condition=false"),
    ("assertlt(2, 1)", "LT failed: 2 >= 1"),
    ("assertgt(1, 2)", "GT failed: 1 <= 2"),
    ("assertle(2, 1, 'm')", "m\nLE failed: 2 > 1"),
    ("assertge(1, 2)", "GE failed: 1 < 2"),
    ("asserteq('a', 'b')", "EQ failed: a ~= b"),
    ("assertne(3, 3)", "NE failed: 3 == 3"),
    ("assertalmosteq(1, 1.5, 0.25)", "ALMOST_EQ failed: 1 ~= 1.5 with tolerance=0.25"),
    ("eq(1, 2)", "EQ failed: 1 ~= 2"),
    ("eq(1, 2, 0.5, 'm')", "m\nEQ failed: 1 ~= 2 with tolerance=0.5"),
    ("eq(1, 2, 'm', 0.5)", "m\nEQ failed: 1 ~= 2 with tolerance=0.5"),
    ("ne(1, 1)", "NE failed: 1 == 1"),
    ("eq('a', 'b')", "EQ failed: a (string) ~= b (string)"),
    ("ne(true, true)", "NE failed: true (boolean) == true (boolean)"),
    ("eq(1, '1')", "EQ failed: values have different types (first: number, second: string)"),
    ("eq({1, {2}}, {1, {3}})", "At table location 2.1: EQ failed: 2 ~= 3"),
    ("eq({a = 1, b = 2}, {b = 2})", "Entry a missing in second table (is 1 in first)"),
    ("eq({}, {a = 1})", "Entry a missing in first table (is 1 in second)"),
    ("ne({1}, {1})", "The tables are equal"),
    ("assertTableNe({1}, {1}, 'm')", "m\nThe tables are equal"),
    ("eq(torch.ones(2), torch.zeros(2), 1e-3)", "TensorEQ(==) violation: max diff=1, tolerance=0.001"),
    ("ne(torch.ones(2), torch.ones(2))", "TensorNE(==) violation: max diff=0, tolerance=0"),
    ("eq(torch.ones(2), torch.ones(3))", "The tensors have different sizes"),
    ("eq(torch.ones(2), torch.ones(2, 1))", "The tensors have different dimensions"),
    ("eq(torch.ones(2), torch.ones(2):float())", "The tensors have different types"),
    ("ne(torch.Tensor(), torch.Tensor())", "Both tensors are empty"),
    ("eq(torch.ByteTensor{1}, torch.ByteTensor{3})", "TensorEQ(==) violation: max diff=2, tolerance=0"),
    ("eq(torch.LongStorage{1}, torch.LongStorage{4})", "StorageEQ(==) violation: max diff=3, tolerance=0"),
    ("eq(torch.LongStorage(1), torch.LongStorage(2))", "The storages have different sizes"),
    ("eq(torch.LongStorage(1), torch.IntStorage(1))", "The storages have different types"),
    ("assertTensorNe(torch.ones(1), torch.ones(1), 'm')", "m\nTensorNE(==) violation: max diff=0, tolerance=0"),
    ("assertError(function() end)", "ERROR violation: err=nil"),
    ("assertNoError(function() error('x', 0) end)", "ERROR violation: err=x"),
    ("assertErrorMsg(function() error('x', 0) end, 'y', 'm')", "m\nERROR violation: err=x"),
    ("assertErrorPattern(function() error('x', 0) end, 'y')", "ERROR violation: err=x"),
    ("assertErrorObj(function() error('x', 0) end, function() return false end)", "ERROR violation: err=x"),
]


@pytest.mark.parametrize("call, message", FAILING)
def test_messages_of_failures(lua, call, message):
    text, done, result = lua.execute(f"""
        tester:add(function()
           tester:{call}
        end, 'name')
        return out(tester.run, tester)""")
    body = text[text.index(DASHES) :]
    report = re.escape(f"{DASHES}name\n{message}\nstack traceback:\n\t")
    assert re.fullmatch(report + r".*:3: in function <.*:2>\n" + DASHES, body)
    assert line("1/1", "name", "FAIL") in text
    assert "Completed 1 assert in 1 test with 1 failure and 0 errors\n" in text
    assert (done, result) == (False, "An error was found while running tests!")


#: Assertions that hold.
HOLDING = """
    assertlt(1, 2); assertgt(2, 1); assertle(1, 1); assertge(1, 1); asserteq(1, 1); assertne(1, 2); eq(0/0 ~= 0/0, true)
    eq(1, 1.1, 0.2); ne(1, 2); ne(1, '1'); eq('a', 'a'); eq({}, {}); eq({1, {2, x = 3}}, {1, {2, x = 3}})
    eq({1}, {1.01}, 0.1); ne({1}, {2}); ne({1}, {1, 2}); eq(torch.ones(2, 2), torch.ones(2, 2))
    eq(torch.CharTensor{-128}, torch.CharTensor{-128}); ne(torch.ones(2), torch.zeros(2))
    eq(torch.Tensor(), torch.Tensor()); ne(torch.ones(2), torch.ones(2, 1))
    ne(torch.IntStorage{1}, torch.IntStorage{2})
    eq(torch.IntStorage{1, 2}, torch.IntStorage{1, 2}); eq({torch.ones(1)}, {torch.ones(1)}); assertTableEq({1}, {1})
    assertTensorEq(torch.ones(1), torch.ones(1), 'm'); assertGeneralEq(1, 1); assertGeneralNe(1, 2)
    assertalmosteq(1, 1); assertError(error); assertNoError(print); assertTableNe({1}, {2})
    assertErrorPattern(function() error('abc') end, 'b'); assertErrorMsg(function() error('abc', 0) end, 'abc')
"""


def test_assertions_that_hold(lua):
    calls = [call.strip() for call in HOLDING.replace("\n", ";").split(";") if call.strip()]
    body = "\n".join(f"assert(tester:{call}, 'number {i}')" for i, call in enumerate(calls))
    text, done, _ = lua.execute(f"tester:add(function() {body} end, 'name') return out(tester.run, tester)")
    assert done, text
    assert f"Completed {len(calls)} asserts in 1 test with 0 failures and 0 errors\n" in text


def test_errors_in_tests(lua):
    text, done, _ = lua.execute("""
        tester:add(function() error('boo', 0) end, 'bad')
        return out(tester.run, tester)""")
    assert line("1/1", "bad", "ERROR") in text
    assert "Completed 0 asserts in 1 test with 0 failures and 1 error\n" in text
    assert f"{DASHES}bad\n Function call failed\nboo\nstack traceback:\n\t[C]: in function 'error'\n" in text
    assert "luabridge" not in text and not done


def test_warnings(lua):
    text, done, _ = lua.execute("""
        tester:add(function() tester:assert(5) tester:assertTensorEq(torch.ones(1), torch.ones(1, 1)) end, 'w')
        tester:add({plain = function() end})
        return out(tester.run, tester, 'w')""")
    assert line("1/1", "w", "PASS")[:-1] + "\n" + " " * 70 + "[+warning]\n" in text
    assert "0 errors and 2 warnings\n" in text and done
    assert " :assert should only be used for boolean conditions. To check for non-nil variables, do this" in text
    assert "Tensors have the same content but different dimensions. For backwards compatibility, they are" in text
    assert "Should use TestSuite rather than plain lua table\n" in text


def test_disabled_tests_and_choice(lua):
    text, done, _ = lua.execute("""
        for i = 1, 11 do tester:add(function() if i == 3 then error('x') end end, 'test' .. i) end
        tester:disable('test3'):disable({'test4'})
        return out(tester.run, tester, {'[34]$'})""")
    assert "Running 2 tests\n" in text and text.count("[SKIP]") == 2
    assert "Completed 0 asserts in 2 tests with 0 failures and 0 errors and 2 disabled\n" in text
    text, done, _ = lua.execute("return out(tester.run, tester)")
    assert "Running 11 tests\n 1/11 test" in text and "\n11/11 test" in text
    assert {len(shown) for shown in text.splitlines() if "/11" in shown} == {80}


def test_set_up_and_tear_down(lua):
    assert (
        lua.execute("""
        local seen = {}
        local suite = torch.TestSuite()
        function suite._setUp(name) seen[#seen + 1] = 'up ' .. name end
        function suite._tearDown(name) seen[#seen + 1] = 'down ' .. name end
        function suite.one() seen[#seen + 1] = 'one' end
        tester:add(suite)
        out(tester.run, tester)
        return table.concat(seen, ', ')""")
        == "up one, one, down one"
    )


def test_early_abort_and_summary_only(lua):
    text, *_ = lua.execute("""
        for i = 1, 3 do tester:add(function() tester:assert(false) end, 'test' .. i) end
        tester:setEarlyAbort(true)
        tester:setSummaryOnly(true)
        return out(tester.run, tester)""")
    assert text.count("[FAIL]") == 1 and DASHES not in text
    assert "Aborting on first error, not all tests have been executed\n" in text


def test_rethrown_errors(lua):
    _, done, message = lua.execute("""
        tester:add(function() tester:assert(false, 'm') end, 'name')
        tester:setRethrowErrors(true)
        return out(tester.run, tester)""")
    assert not done and message.endswith(":2: m\nBOOL violation condition=false")


@pytest.mark.parametrize(
    "code, message",
    [
        ("tester:add(5)", "Only tables of functions and functions supported"),
        ("tester:add({}, 'name')", "Name parameter is forbidden for a table of tests, since its use is ambiguous"),
        ("tester:add({{}})", "Nested sets of tests are not supported"),
        ("tester:add(print, 'a') tester:add(print, 'a')", "Test with name a already exists!"),
        ("tester:add(print, '_setUp') tester:add(print, '_setUp')", "Only one set-up function allowed"),
        ("tester:disable('none')", "Unrecognized test 'none'"),
        ("tester:run('none')", "Couldn't find test 'none'"),
        ("tester:eq(1, 1, 1, 2)", "Unexpected number argument; already have tolerance"),
        ("tester:eq(1, 1, -1)", "tolerance cannot be negative"),
        ("tester:assert(true, 5)", "message parameter must be a string"),
        ("tester:assertlt(1, 2, 'm', 3)", "Unexpected arguments passed to test function"),
        ("tester:assertTensorEq(1, 2)", "First argument should be a Tensor"),
        ("tester:assertTableEq({}, 2)", "Second argument should be a Table"),
        ("local s = torch.TestSuite() s.a = print s.a = print", "Test a is already defined."),
        ("torch.TestSuite().a = {}", "Nested tables of tests are not supported"),
        ("torch.TestSuite().a = 5", "Only functions are supported as members of a TestSuite"),
    ],
)
def test_wrong_use(lua, code, message):
    done, text = lua.execute(f"return pcall(function()\n{code}\nend)")
    assert not done and text.endswith(f":2: {message}")


def test_wrong_arguments_fail_inside_a_test(lua):
    text, *_ = lua.execute("""
        tester:add(function() tester:eq(1, 1, {}) end, 'name')
        return out(tester.run, tester)""")
    assert "Unrecognized argument; should be a tolerance or message" in text


def test_an_interrupt_is_no_failed_test(lua):
    lua.globals["stop"] = lambda: (_ for _ in ()).throw(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        lua.execute("tester:add(function() stop() end, 'name') tester:run()")

"""No words of Python reach a script, whatever it passes to what."""

from __future__ import annotations

import pytest

import runtime
from luabridge.foreign import explained
from runtime import TorchError, registry


def caught(lua, code: str) -> str:
    ok, text = lua.execute(f"return pcall(function() local x = {code} return x end)")
    assert ok is False
    return text


def test_a_missing_argument_of_any_type_has_its_name(lua):
    lua.require("nn")
    lua.require("optim")
    assert caught(lua, "nn.Sequential():add()").endswith("bad argument #1 to 'add' (module expected, got no value)")
    assert caught(lua, "optim.sgd(print)").endswith("bad argument #2 to 'sgd' (x expected, got no value)")
    assert caught(lua, "optim.adam()").endswith("bad argument #1 to 'adam' (opfunc expected, got no value)")
    assert caught(lua, "nn.ParallelCriterion():add()").endswith("no criterion provided")
    assert caught(lua, "nn.MultiCriterion():add()").endswith("no criterion provided")


def test_a_missing_argument_has_a_number_and_a_type(lua):
    @runtime.register("tests.Lamp")
    class Lamp(runtime.nn.Module):
        def dim(self, level: float, name: str) -> str:
            return name * int(level)

    try:
        lua.globals["lamp"] = Lamp()
        assert caught(lua, "lamp:dim()").endswith("bad argument #1 to 'dim' (number expected, got no value)")
        assert caught(lua, "lamp:dim({}, 'a')").endswith("bad argument #1 to 'dim' (number expected, got table)")
        assert caught(lua, "torch.Storage(1).size(3)").endswith("(torch.DoubleStorage expected, got boolean)")
    finally:
        registry._classes.pop("tests.Lamp", None)


@pytest.mark.parametrize(
    "error",
    [
        TypeError("'NoneType' object is not subscriptable"),
        AttributeError("'int' object has no attribute 'x'"),
        KeyError("x"),
    ],
)
def test_errors_of_python_without_a_known_function(error):
    assert "invalid arguments" in str(explained(error)) and "object" not in str(explained(error))


def test_errors_that_a_text_was_written_for_stay():
    try:
        raise_with_text()
    except ValueError as error:
        told = TorchError("a text about dtype")
        assert explained(told) is told and explained(error).args == error.args


def raise_with_text():
    raise ValueError("for people")


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_no_words_of_python_in_the_errors_of_functions(lua):
    """Whatever torch's functions and methods are given: errors, if any, are in Lua's words."""
    told = lua.execute(FUZZ)
    assert told == "", told


FUZZ = """
local words = {'NoneType', 'positional', 'has no attribute', 'unhashable', 'numpy', 'ndarray', 'subscriptable',
   'iterable', "'int'", "'float'", "'str'", 'invalid literal', 'dtype', 'Python', 'tuple', 'LuaCallable', 'unpack',
   'could not convert', 'cannot be interpreted', 'has no len', 'not reversible'}
local values = {false, 5, -1, 'text', {1, 2}, print, torch.Tensor(2, 3):zero(), torch.ByteTensor(3):zero(),
   torch.LongStorage {2, 3}, torch.Timer(), torch.Tensor()}
local skipped = {seed = true, manualSeed = true, include = true, setdefaulttensortype = true, save = true,
   saveobj = true, setnumthreads = true, setRNGState = true, test = true}
local told = {}
local function try(name, f, ...)
   local ok, message = pcall(f, ...)
   if ok then return end
   message = tostring(message)
   for _, word in ipairs(words) do
      if message:find(word, 1, true) then told[#told + 1] = name .. ': ' .. message break end
   end
end
local function each(name, f)
   try(name, f)
   for i, a in ipairs(values) do
      if a == false then a = nil end
      try(name, f, a)
      try(name, f, a, values[(3 * i) % #values + 1])
      try(name, f, values[7], a, values[(5 * i) % #values + 1])
   end
end
for name, f in pairs(torch) do
   if type(f) == 'function' and not skipped[name] then each('torch.' .. name, f) end
end
local classes = {'torch.DoubleTensor', 'torch.DoubleStorage', 'torch.CharStorage', 'torch.MemoryFile', 'torch.Timer'}
for _, typename in ipairs(classes) do
   for name, f in pairs(torch.getmetatable(typename)) do
      if type(f) == 'function' and not name:find('^__') and name ~= 'free' then each(typename .. '.' .. name, f) end
   end
end
table.sort(told)
return table.concat(told, '\\n')
"""

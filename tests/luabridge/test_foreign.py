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

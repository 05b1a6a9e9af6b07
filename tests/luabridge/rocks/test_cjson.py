"""cjson: JSON as lua-cjson reads and writes it."""

from __future__ import annotations

import pytest

from luabridge import LuaScriptError


@pytest.fixture
def cjson(lua):
    lua.execute("cjson = require 'cjson'")
    return lua


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("{1, 2, {3}}", "[1,2,[3]]"),
        ("{a = {b = true}}", '{"a":{"b":true}}'),
        ("{}", "{}"),
        ("'q\"\\n/\\127\\1'", r'"q\"\n\/\u007f\u0001"'),
        ("1e20", "1e+20"),
        ("0.1", "0.1"),
        ("1 / 3", "0.33333333333333"),
        ("cjson.null", "null"),
        ("{1, nil, 3}", "[1,null,3]"),
        ("{[2.5] = 'x'}", '{"2.5":"x"}'),
    ],
)
def test_encode(cjson, value, text):
    assert cjson.eval(f"cjson.encode({value})") == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{bad}", "Expected object key string but found invalid token at character 2"),
        ("[1, 2", "Expected comma or array end but found T_END at character 6"),
        ('{"a" 1}', "Expected colon but found T_NUMBER at character 6"),
        ('{"a":1 "b":2}', "Expected comma or object end but found T_STRING at character 8"),
        ("[1,]", "Expected value but found T_ARR_END at character 4"),
        ("[1] x", "Expected the end but found invalid token at character 5"),
        ("", "Expected value but found T_END at character 1"),
    ],
)
def test_messages(cjson, text, message):
    cjson.globals["text"] = text
    with pytest.raises(LuaScriptError) as caught:
        cjson.eval("cjson.decode(text)")
    assert str(caught.value).endswith(message)
    assert cjson.eval("select(2, require('cjson.safe').decode(text))").endswith(message)


def test_decode(cjson):
    numbers = '"1": 1e3, "big": 123456789012345678901'
    cjson.globals["text"] = '{"list": [1, 2.5, null, true], "name": "\\u00e9\\ud83d\\ude00", ' + numbers + "}"
    table = cjson.execute("t = cjson.decode(text) return t")
    assert table["list"][2] == 2.5 and table["1"] == 1000 and table["big"] == 123456789012345678901.0
    assert cjson.eval("#t.list, t.list[3] == cjson.null") == (4, True)
    assert cjson.eval("type(cjson.null), tostring(cjson.null)") == ("userdata", "userdata: NULL")
    assert cjson.eval("t.name") == "é😀".encode().decode("latin-1")


def test_settings(cjson):
    with pytest.raises(LuaScriptError, match="excessively sparse array"):
        cjson.eval("cjson.encode({[1] = 1, [100] = 2})")
    cjson.execute("other = cjson.new(); other.encode_sparse_array(true); other.encode_number_precision(3)")
    assert cjson.eval("other.encode({[100] = 2}), other.encode(math.pi)") == ('{"100":2}', "3.14")
    with pytest.raises(LuaScriptError, match="must not be NaN or Infinity"):
        cjson.eval("cjson.encode(0 / 0)")
    with pytest.raises(LuaScriptError, match="excessive nesting"):
        cjson.execute("local t = {} for i = 1, 2000 do t = {t} end cjson.encode(t)")

"""moses, argcheck, class, csvigo, torchx."""

from __future__ import annotations

import pytest

from luabridge import LuaScriptError

MOSES = [
    ("_.map({1, 2}, function(k, v) return k * 10 + v end)", [11, 22]),
    ("_.select({5, 3, 9}, function(k, v) return v > 3 end)", [5, 9]),
    ("_.reduce({1, 2, 3}, function(a, b) return a - b end)", -4),
    ("_.size({1, 2, a = 3})", 3),
    ("_.last({1, 2, 3}, 2)", [2, 3]),
    ("_.flatten({1, {2, {3}}})", [1, 2, 3]),
    ("_.contains({{1}}, {1})", True),
    ("_.isEqual({1, {2}}, {1, {2}})", True),
    ("_.intersection({1, 2, 3}, {2, 3}, {3})", [3]),
    ("_.range(2, 8, 3)", [2, 5, 8]),
    ("_.compact({1, false, 2})", [1, 2]),
    ("_.compose(function(x) return x + 1 end, function(x) return x * 2 end)(5)", 11),
    ("_.partial(function(a, b) return a - b end, '_', 3)(10)", 7),
    ("_.chain({1, 2, 3}):map(function(k, v) return v * 2 end):last(1):value()", [6]),
]


@pytest.mark.parametrize(("code", "expected"), MOSES)
def test_moses(lua, code, expected):
    value = lua.execute(f"local _ = require 'moses' return {code}")
    assert (value.array_values() if isinstance(expected, list) else value) == expected


class TestArgcheck:
    @pytest.fixture
    def lua(self, lua):
        lua.execute("""
           argcheck = require 'argcheck'
           f = argcheck {
              {name = 'x', type = 'number', default = 5, help = 'the x', check = function(x) return x > 0 end},
              {name = 'y', type = 'number', defaulta = 'x'},
              {name = 'text', type = 'string', opt = true},
              call = function(x, y, text) return x, y, text end}""")
        return lua

    @pytest.mark.parametrize(
        ("call", "results"),
        [
            ("f()", (5, 5, None)),
            ("f(2)", (2, 2, None)),
            ("f(2, 3, 't')", (2, 3, "t")),
            ("f('t')", (5, 5, "t")),
            ("f(nil, 3)", (5, 3, None)),
            ("f{y = 3, text = 'n'}", (5, 3, "n")),
        ],
    )
    def test_orders_and_names(self, lua, call, results):
        assert lua.eval(call) == results

    @pytest.mark.parametrize("call", ["f(-1, 'a', 2)", "f('a', 'b')", "f{z = 1}", "f(1, 2, 't', 4)"])
    def test_wrong_arguments_show_the_usage(self, lua, call):
        usage = r"(?s)\[x    = number\].*the x \[default=5\].*Got:.*invalid arguments!"
        with pytest.raises(LuaScriptError, match=usage):
            lua.eval(call)

    def test_overloads_and_tensors(self, lua):
        lua.execute("""
           g = argcheck {{name = 't', type = 'torch.*Tensor'}, call = function(t) return t:sum() end}
           h = argcheck {{name = 's', type = 'string'}, overload = g, call = function(s) return s end}""")
        assert lua.eval("h(torch.ones(2)), h('x'), h{s = 'y'}") == (2, "x", "y")
        with pytest.raises(LuaScriptError, match="ambiguous"):
            lua.execute("argcheck {{name = 'other', type = 'string'}, overload = h}")

    def test_methods_packs_and_quiet_ones(self, lua):
        lua.execute("""
           object = {n = 3}
           object.get = argcheck {{name = 'self', type = 'table'}, {name = 'k', type = 'number'},
              call = function(self, k) return self.n * k end}
           packed = argcheck {pack = true, quiet = true, {name = 'a', type = 'number'}}""")
        assert lua.eval("object:get(2), object:get{k = 3}") == (6, 9)
        done, args = lua.eval("packed(4)")
        assert done is True and args["a"] == 4
        assert lua.eval("packed('x')")[0] is False


def test_class(lua):
    lua.execute("""
       class = require 'class'
       local A = class('A')
       function A:__init(x) self.x = x end
       function A:get() return self.x end
       local B = class('B', 'A')
       function B:__init(x) A.__init(self, x + 1) end
       b = B(1)""")
    assert lua.eval("b:get(), class.type(b), class.istype(b, 'A'), class.istype(b, 'C')") == (2, "B", True, False)
    assert lua.eval("class.istype(3, 'number')") is True
    with pytest.raises(LuaScriptError, match="class <A> already exists"):
        lua.execute("class('A')")


def test_csvigo(lua, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('name,val\n"a,b",1\nc,"say ""2"""\n')
    lua.execute("require 'csvigo'; path = ...", str(path))
    tidy = lua.eval("csvigo.load{path = path, verbose = false}")
    assert tidy["name"].array_values() == ["a,b", "c"] and tidy["val"].array_values() == ["1", 'say "2"']
    query = lua.execute("q = csvigo.load{path = path, mode = 'query', verbose = false} return q('union', {val = 1})")
    assert query["name"].array_values() == ["a,b"]
    lua.execute("csvigo.save{path = path, data = {{1, 'x,y'}, {0 / 0, 'q\"'}}, nan_as_missing = true, verbose = false}")
    assert path.read_text() == '1,"x,y"\n,"q"""\n'


def test_indexdir_and_md5(lua, tmp_path):
    (tmp_path / "sub").mkdir()
    for name in ("a.png", "b.txt", "sub/c.PNG"):
        (tmp_path / name).write_text("")
    lua.execute("require 'torchx'; list = paths.indexdir(..., 'png')", str(tmp_path))
    found = sorted(lua.eval("list:filename(1), list:filename(2)"))
    assert found == [str(tmp_path / "a.png"), str(tmp_path / "sub/c.PNG")]
    assert lua.eval("list:size(), torch.md5.sumhexa('a')") == (2, "0cc175b9c0f1b6a831c399e269772661")

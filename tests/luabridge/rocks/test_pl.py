"""Penlight's modules: values that the original gives, too."""

from __future__ import annotations

import pytest


@pytest.fixture
def pl(lua):
    lua.execute("pl = require 'pl.import_into'()")
    return lua


STRINGS = [
    ("split('a b  c')", "{a,b,c}"),
    ("split('a,b,,c', ',')", "{a,b,,c}"),
    ("split('a,b,c', ',', 2)", "{a,b,c}"),
    ("splitlines('a\\nb\\r\\n\\nc\\n')", "{a,b,,c}"),
    ("strip('--ab--', '-')", "ab"),
    ("rstrip(' x ')", " x"),
    ("center('ab', 5, '-')", "-ab--"),
    ("replace('a.b.c', '.', '%')", "a%b%c"),
    ("count('banana', 'an')", "2"),
    ("rfind('banana', 'an')", "4"),
    ("title('hello you')", "Hello You"),
    ("shorten('hello world', 8)", "hello..."),
    ("join(' ', {1, 2})", "1 2"),
    ("expandtabs('a\\tb', 4)", "a   b"),
    ("islower('a1')", "false"),
    ("startswith('hello', {'x', 'he'})", "true"),
]


@pytest.mark.parametrize(("call", "text"), STRINGS)
def test_stringx(pl, call, text):
    assert pl.eval(f"tostring((pl.stringx.{call}))") == text


TABLES = [
    ("tablex.map('+', {1, a = 2}, 10)", "{11,a=12}"),
    ("tablex.filter({1, 2, 3}, '>', 1)", "{2,3}"),
    ("tablex.merge({a = 1, b = 2}, {b = 3})", "{b=2}"),
    ("tablex.merge({a = 1, b = 2}, {b = 3}, true)", "{a=1,b=3}"),
    ("tablex.difference({a = 1, b = 2}, {b = 1})", "{a=1}"),
    ("tablex.pairmap(function(k, v) return v, k end, {a = 1})", "{a=1}"),
    ("tablex.zip({1, 2}, {3, 4})", "{{1,3},{2,4}}"),
    ("tablex.deepcopy({1, {2, x = {3}}})", "{1,{2,x={3}}}"),
    ("tablex.range(1, 5, 2)", "{1,3,5}"),
    ("tablex.insertvalues({1, 2}, 2, {3, 4})", "{1,3,4,2}"),
    ("List{3, 1, 2}:sorted('>')", "{3,2,1}"),
    ("List{1, 2, 3, 4}:slice(2, -1)", "{2,3,4}"),
    ("List{1, 2}:map('|x| x * 2')", "{2,4}"),
    ("List{1, 2, 3}:partition('>', 1)[true]", "{2,3}"),
    ("List.split('a b')", '{"a","b"}'),
    ("Set{1, 2} * Set{2, 3}", "{[2]=true}"),
    ("seq.copy(seq.take(seq.map('_ + 1', {1, 2, 3}), 2))", "{2,3}"),
    ("{['a b'] = 1, ['end'] = 2, x = 'q\"', [5] = true}", '{["a b"]=1,["end"]=2,x="q\\"",[5]=true}'),
]


@pytest.mark.parametrize(("code", "text"), TABLES)
def test_tables(pl, code, text):
    assert pl.eval(f"pretty.write({code}, '')") == text


PATHS = [
    ("join('a', 'b', '/c')", "/c"),
    ("splitext('f.tar.gz')", "f.tar"),
    ("extension('.hid')", ".hid"),
    ("normpath('a//b/../c/./d')", "a/c/d"),
    ("relpath('/a/b/c', '/a/d')", "../b/c"),
    ("basename('/x/y.z')", "y.z"),
    ("dirname('y')", ""),
]


@pytest.mark.parametrize(("call", "text"), PATHS)
def test_path(pl, call, text):
    assert pl.eval(f"(pl.path.{call})") == text


def test_classes(pl):
    pl.execute("""
       A = pl.class()
       function A:_init(x) self.x = x end
       function A:f() return 'A' .. self.x end
       B = pl.class(A)
       function B:_init(x, y) self:super(x) self.y = y end
       function B:f() return 'B' .. A.f(self) .. self.y end
       C = pl.class(B)""")
    assert pl.eval("B(1, 2):f(), C(3, 4):f()") == ("BA12", "BA34")
    assert pl.eval("C(1, 2):is_a(A), A:class_of(C(1, 2)), C._base == B") == (True, True, True)


def test_ordered_maps(pl):
    pl.execute("m = pl.OrderedMap(); m:set('z', 1); m:set('a', 2); m.c = 3; m:set('a', nil); m:insert(1, 'first', 0)")
    assert pl.eval("tostring(m), m:keys():concat(' ')") == ("{first=0,z=1,c=3}", "first z c")


def test_files_and_folders(pl, tmp_path):
    pl.globals["root"] = str(tmp_path)
    pl.execute("""
       inner = root .. '/a/b/x.txt'
       pl.dir.makepath(root .. '/a/b')
       pl.file.write(inner, 'body')
       pl.file.write(root .. '/y.lua', '')""")
    assert pl.eval("#pl.dir.getallfiles(root), #pl.dir.getallfiles(root, '*.txt')") == (2, 1)
    assert pl.eval("pl.file.read(inner), pl.path.getsize(inner), pl.path.isdir(root .. '/a')") == ("body", 4, True)
    assert pl.eval("pl.dir.rmtree(root .. '/a'), pl.path.exists(root .. '/a')") == (True, False)


def test_lapp(pl):
    pl.globals["usage"] = """
       -v,--verbose       be loud
       -n,--num           (default 5)  number
       --rate             (number default 0.5)  rate
       -o,--out           (optional string)  out
       <file>             (string)  file
       <rest...>          (number)  rest"""
    args = pl.execute("return require 'pl.lapp'(usage, {'-v', '--num=7', 'f.txt', '1', '2'})")
    assert {k: v for k, v in args.items() if k != "rest"} == {"verbose": True, "num": 7, "rate": 0.5, "file": "f.txt"}
    assert args["rest"].array_values() == [1, 2]


def test_globals_appear_when_they_are_used(lua):
    assert lua.eval("rawget(_G, 'tablex'), tablex.size({1, 2}), rawget(_G, 'tablex') ~= nil") == (None, 2, True)
    assert lua.eval("'%d-%s' % {3, 'x'}, '$a' % {a = 1}, '%s' % 'y'") == ("3-x", "1", "y")
    assert lua.eval("no_such_global") is None

"""paths and lfs: names of files, folders, attributes."""

from __future__ import annotations

import os

import pytest

from luabridge import LuaScriptError


@pytest.fixture
def folder(lua, tmp_path):
    (tmp_path / "a.lua").write_text("return ...")
    (tmp_path / "b.txt").write_text("12345")
    (tmp_path / "sub").mkdir()
    lua.globals["folder"] = str(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("call", "result"),
    [
        ("basename('/x/y.lua')", "y.lua"),
        ("basename('/x/y.lua', 'lua')", "y"),
        ("basename('/x/y.lua', '.txt')", "y.lua"),
        ("basename('/a/b/')", "b"),
        ("dirname('/a/b/c')", "/a/b"),
        ("dirname('/a')", "/"),
        ("dirname('a')", "."),
        ("dirname('/')", "/"),
        ("extname('a.tar.gz')", "gz"),
        ("extname('none')", None),
        ("concat('/a', 'b', '../c', './d')", "/a/c/d"),
        ("concat('/a', '/b')", "/b"),
        ("concat('/')", "/"),
    ],
)
def test_names(lua, call, result):
    assert lua.eval(f"paths.{call}") == result


def test_relative_names_start_at_the_current_folder(lua):
    assert lua.eval("paths.concat('x')") == os.path.join(os.getcwd(), "x")
    assert lua.eval("paths.concat() == paths.cwd()") is True


def test_kinds_of_files(lua, folder):
    assert lua.eval("paths.filep(folder), paths.dirp(folder)") == (False, True)
    assert lua.eval("paths.filep(folder .. '/b.txt'), paths.dirp('/none')") == (True, False)


def test_walking(lua, folder):
    assert sorted(lua.eval("paths.dir(folder)").array_values()) == [".", "..", "a.lua", "b.txt", "sub"]
    lua.execute("""
       function all(...)
          local names = {}
          for name in ... do names[#names + 1] = name end
          table.sort(names)
          return table.concat(names, ' ')
       end""")
    assert lua.eval("all(paths.iterfiles(folder))") == "a.lua b.txt"
    assert lua.eval("all(paths.iterdirs(folder))") == "sub"
    assert lua.eval("all(paths.files(folder, '%.txt$'))") == "b.txt"
    assert lua.eval("paths.dir(folder .. '/none')") is None


def test_names_that_are_no_ascii(lua, folder):
    (folder / "größe.txt").write_text("x")
    lua.execute("for name in paths.iterfiles(folder) do if name:find('gr\\195\\182') then found = name end end")
    assert lua.eval("paths.filep(folder .. '/' .. found), io.open(folder .. '/' .. found):read('*a')") == (True, "x")


def test_making_and_removing(lua, folder):
    assert lua.eval("paths.mkdir(folder .. '/x/y')") is True
    assert lua.eval("paths.mkdir(folder .. '/x/y')")[0] is None
    nothing, message, number = lua.eval("paths.rmdir(folder .. '/x')")
    assert nothing is None and "not empty" in message and number > 0
    assert lua.eval("paths.rmall(folder .. '/x', 'yes')") is True and not (folder / "x").exists()
    assert lua.eval("paths.rmall(folder)") == (None, "missing second argument ('yes')")


def test_arguments_are_checked(lua):
    with pytest.raises(LuaScriptError, match=r"bad argument #1 to 'basename' \(string expected, got no value\)"):
        lua.execute("local name = paths.basename()")


def test_dofile_starts_at_the_caller(lua, folder):
    (folder / "sub" / "inner.lua").write_text("local file = paths.thisfile() return file")
    (folder / "outer.lua").write_text("local file = paths.dofile('sub/inner.lua') return file")
    assert lua.eval("dofile(folder .. '/outer.lua')") == str(folder / "sub" / "inner.lua")


class TestLfs:
    def test_attributes(self, lua, folder):
        lua.execute("lfs = require 'lfs'")
        table = lua.eval("lfs.attributes(folder .. '/b.txt')")
        assert table["mode"] == "file" and table["size"] == 5 and table["permissions"].startswith("rw")
        assert lua.eval("lfs.attributes(folder, 'mode')") == "directory"
        assert lua.eval("lfs.attributes(folder .. '/none')")[0] is None
        with pytest.raises(LuaScriptError, match="invalid attribute name 'nothing'"):
            lua.eval("lfs.attributes(folder, 'nothing')")

    def test_links(self, lua, folder):
        lua.execute("require 'lfs'; lfs.link('b.txt', folder .. '/link', true)")
        assert lua.eval("lfs.symlinkattributes(folder .. '/link').mode") == "link"
        assert lua.eval("lfs.symlinkattributes(folder .. '/link', 'target')") == "b.txt"
        assert lua.eval("lfs.attributes(folder .. '/link', 'size')") == 5

    def test_walking_and_closing(self, lua, folder):
        lua.execute("lfs = require 'lfs'; n = 0; for name in lfs.dir(folder) do n = n + 1 end")
        assert lua.globals["n"] == 5
        with pytest.raises(LuaScriptError, match="closed directory"):
            lua.execute("local _, dir = lfs.dir(folder); dir:close(); dir:next()")
        with pytest.raises(LuaScriptError, match="No such file or directory"):
            lua.execute("lfs.dir(folder .. '/none')")

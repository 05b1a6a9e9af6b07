"""torch.DiskFile, MemoryFile and PipeFile from Lua: classes, errors, objects that live in Lua."""

from __future__ import annotations

import pytest

from converter.file import DiskFile, MemoryFile


def test_classes(lua):
    assert lua.execute("""
        local f = torch.MemoryFile()
        return type(f), torch.typename(f), torch.isTypeOf(f, 'torch.File'), tostring(f)""") == (
        "userdata",
        "torch.MemoryFile",
        True,
        "torch.MemoryFile [status: open -- mode: rw]",
    )
    assert lua.eval("torch.isTypeOf(torch.PipeFile('true'), 'torch.DiskFile')") is True


def test_a_file_of_python_in_lua_and_back(lua, tmp_path):
    file = MemoryFile()
    lua.execute("local f = ... f:writeInt(3) f:writeObject({'a', torch.IntTensor{1, 2}})", file)
    file.seek(1)
    assert file.readInt() == 3
    table = file.readObject()
    assert table[1] == "a" and table[2].tolist() == [1, 2]
    assert lua.execute("return torch.DiskFile(..., 'w')", str(tmp_path / "x")).isWritable()


def test_what_cannot_be_opened(lua):
    assert lua.eval("torch.DiskFile('no/such', 'r', true)") is None
    assert lua.eval("select('#', torch.DiskFile('no/such', 'r', true))") == 1
    assert lua.eval("pcall(torch.DiskFile, 'no/such', 'r')") == (False, "cannot open <no/such> in mode r ")
    done, text = lua.eval("pcall(torch.DiskFile)")
    assert not done and "string expected, got no value" in text


@pytest.mark.parametrize(
    "code, message",
    [
        ("f:close() f:readInt()", "calling 'readInt' on bad self (attempt to use a closed file)"),
        ("f:seek(0)", "bad argument #1 to 'seek' (position has to be greater than 0!)"),
        ("f:readString('x')", "bad argument #1 to 'readString' (format must be '*a' or '*l')"),
        ("f:readInt()", "read error: read 0 blocks instead of 1"),
        ("f:readFloat({})", "nothing, number, or FloatStorage expected"),
        ("f:writeObject({a = {coroutine.create(print)}})", "Unwritable object <thread> at <?>.a.1"),
        ("f:writeObject({a = f})", "Unwritable object <userdata> at <?>.a"),
    ],
)
def test_errors_name_the_line(lua, code, message):
    done, text = lua.execute(f"return pcall(function()\nlocal f = torch.MemoryFile()\n{code}\nend)")
    assert not done and text.endswith(f":3: {message}")


def test_functions_share_their_variables(lua):
    assert lua.execute("""
        local n = 0
        local f = torch.MemoryFile():binary()
        f:writeObject({up = function() n = n + 1 return n end, get = function() return n end})
        f:writeObject(function() return n + 100 end)
        f:seek(1)
        local pair, third = f:readObject(), f:readObject()
        pair.up()
        pair.up()
        return n, pair.get(), third()""") == (0, 2, 102)


def test_classes_of_lua_write_themselves(lua, tmp_path):
    assert lua.execute(
        """
        local Point = torch.class('PointForTest')
        function Point:__init(x, y) self.x, self.y = x, y end
        function Point:write(file) file:writeInt(self.x) file:writeObject(self.y) end
        function Point:read(file) self.x = file:readInt() self.y = file:readObject() end
        local Plain = torch.class('PlainForTest')
        function Plain:__init(x) self.x = x end
        local shared = torch.IntTensor{7}
        local results = {}
        for _, mode in ipairs {'binary', 'ascii'} do
           local f = torch.DiskFile(..., 'rw')
           f[mode](f)
           f:writeObject({PointForTest(1, shared), PlainForTest(shared), shared})
           f:writeInt(5)
           f:seek(1)
           local list = f:readObject()
           assert(torch.typename(list[1]) == 'PointForTest' and torch.typename(list[2]) == 'PlainForTest')
           assert(list[1].x == 1 and rawequal(list[1].y, list[3]) and rawequal(list[2].x, list[3]) and list[3][1] == 7)
           assert(f:readInt() == 5)
           f:close()
           results[#results + 1] = mode
        end
        return table.concat(results, ' ')""",
        str(tmp_path / "file"),
    ) == ("binary ascii")


def test_bytes_are_those_of_save(lua, tmp_path):
    lua.execute(
        """
        local folder = ...
        local value = {1, 'two', torch.FloatTensor{3}, function(x) return x end}
        torch.save(folder .. '/saved', value)
        local f = torch.DiskFile(folder .. '/written', 'w'):binary()
        f:writeObject(value)
        f:close()""",
        str(tmp_path),
    )
    assert (tmp_path / "saved").read_bytes() == (tmp_path / "written").read_bytes()
    assert DiskFile(str(tmp_path / "saved")).binary().readObject()[2] == "two"


def test_hook(lua):
    assert lua.execute("""
        local f = torch.MemoryFile():binary()
        local t = torch.FloatTensor{1}
        f:writeObject({t, t, {t}}, nil, function(x) return torch.isTensor(x) and x:double() or x end)
        f:seek(1)
        local list = f:readObject()
        return torch.typename(list[1]), rawequal(list[1], list[2]), rawequal(list[1], list[3][1])""") == (
        "torch.DoubleTensor",
        True,
        True,
    )


def test_fields_that_cannot_be_written_are_left_out(lua, capfd):
    assert lua.execute("""
        torch.class('HolderForTest')
        local holder = HolderForTest()
        holder.thread, holder.x = coroutine.create(print), 5
        local f = torch.MemoryFile():binary()
        f:writeObject({holder})
        f:seek(1)
        local back = f:readObject()[1]
        return back.x, back.thread""") == (5, None)
    assert capfd.readouterr().out == "$ Warning: cannot write object field <thread> of <HolderForTest> <?>.1\t\n"

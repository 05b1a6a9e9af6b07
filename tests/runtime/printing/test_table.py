"""print of tables: nesting, depth, objects, colours."""

from __future__ import annotations

from runtime.objects import LuaFunction, TorchObject
from runtime.printing import lua_print, lua_print_repr
from runtime.table import Table
from runtime.tensor import TENSORS


class Layer(TorchObject):
    _typename = "nn.Layer"

    def __init__(self, **fields):
        vars(self).update(fields)

    def __tostring__(self):
        return "nn.Layer(1)"


def nested(depth: int) -> Table:
    return Table({"t": nested(depth - 1)}) if depth else Table([1])


def test_depth_is_limited():
    text = lua_print(nested(6))
    assert text.count("{") == text.count("}") == 6
    assert "                  t : {...}\n" in text


def test_numbered_entries_come_first():
    assert lua_print(Table({"x": 1, 2: "b", 1: "a"})) == '{\n  1 : "a"\n  2 : "b"\n  x : 1\n}\n'


def test_objects_print_their_tostring_but_open_up_in_tables():
    layer = Layer(weight=TENSORS["Float"](2, 3), empty=TENSORS["Byte"](), nothing=None, train=True)
    assert lua_print(layer) == "nn.Layer(1)\n"
    fields = (
        "{\n  1 : \n    {\n      weight : FloatTensor - size: 2x3\n      empty : ByteTensor - empty\n"
        "      train : true\n    }\n  2 : {...}\n}\n"
    )
    assert lua_print(Table([layer, Layer()])) == fields


def test_repr_has_no_last_newline():
    assert lua_print_repr(Table()) == "{}"
    assert lua_print_repr(Table([1])) == "{\n  1 : 1\n}"


def test_functions_show_an_address():
    assert lua_print(Table([LuaFunction(8, b"", None)])).startswith("{\n  1 : function: 0x")


def test_colors():
    assert lua_print("a", 1, colors=True) == "\33[0ma\33[0m\t\33[0;36m1\33[0m\t\n"
    line = lua_print(Table({"k": "v"}), colors=True).split("\n")[1]
    assert line == '  k : \33[1;30m"\33[0m\33[0;32mv\33[0m\33[1;30m"\33[0m'

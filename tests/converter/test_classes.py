"""Classes with layouts and methods of their own, upgrades, and the hooks for what lives outside Python."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
import pytest

import converter
from converter import Encoding, Stored, T7Error
from runtime import LuaFunction, Table, TorchObject, UnknownObject, register, registry
from runtime.storage import DoubleStorage, IntStorage
from runtime.tensor import TENSORS

ENCODINGS = [Encoding(), Encoding(big_endian=True, long_size=4), Encoding(ascii=True)]


@pytest.fixture
def declare():
    """Registers classes for the time of one test."""
    names: list[str] = []

    def apply(name: str, **options: Any):
        names.extend([name, *options.get("aliases", ())])
        return register(name, **options)

    yield apply
    for name in names:
        registry._classes.pop(name, None)
        registry._aliases.pop(name, None)


def cycled(obj: Any, encoding: Encoding = Encoding()) -> Any:  # noqa: B008
    data = converter.dumps(obj, encoding=encoding)
    found = converter.loads(data)
    assert converter.dumps(found, encoding=encoding) == data
    return found


@pytest.mark.parametrize("encoding", ENCODINGS, ids=str)
def test_stand_in_layouts(encoding):
    objects = [
        UnknownObject("tds.Vec", 0, {1: "a", 2: Table([1])}),
        UnknownObject("tds.Hash", 0, {"k": 1, 2.5: "v"}),
        UnknownObject("tds.AtomicCounter", 0, {"value": 77}),
        UnknownObject("torch.Timer"),
        UnknownObject("torch.Generator", 1, {"state": "\x01\xff" * 2524}),
    ]
    found = converter.loads(converter.dumps(objects, encoding=encoding), resolve=converter.t7.classes.lookup_data)
    for one, other in zip(objects, found.array_values()):
        assert vars(one).keys() == vars(other).keys() and one._typename == other._typename
    assert vars(found[2]) == vars(objects[1]) and vars(found[5]) == vars(objects[4])


def test_a_class_with_its_own_layout(declare):
    @declare("test.Own")
    class Own(TorchObject):
        def read_t7(self, version):
            self.count = yield "long"
            self.items = []
            for _ in range(self.count):
                self.items.append((yield "object"))
            self.label = yield "string"
            self.flag = yield "int"
            self.raw = yield ("raw", 3)

        def write_t7(self):
            yield "long", len(self.items)
            for item in self.items:
                yield "object", item
            yield "string", self.label
            yield "int", self.flag
            yield "raw", self.raw

    own = Own()
    own.items, own.label, own.flag, own.raw = [1, "two", Table([own])], "name", -3, b"\0\n\xff"
    for encoding in ENCODINGS:
        found = cycled(own, encoding)
        assert isinstance(found, Own) and found.items[:2] == [1, "two"] and found.items[2][1] is found
        assert (found.label, found.flag, found.raw) == ("name", -3, b"\0\n\xff")


def test_torchs_own_protocol(declare):
    """`write(self, file)` and `read(self, file, version)`, as Lua classes define them."""

    @declare("test.Protocol")
    class Protocol(TorchObject):
        _version = 3

        def write(self, file):
            file.writeInt(7)
            file.writeLong(2**31 - 1)
            file.writeDouble(0.1)
            file.writeBool(True)
            file.writeObject(self.shared)
            file.writeFloat(1.5)
            file.writeChar(65)
            file.writeInt(IntStorage([4, 5]))
            file.writeString("a line\n")
            file.writeObject(self)

        def read(self, file, version):
            assert version == 3
            assert file.readInt() == 7 and file.readLong() == 2**31 - 1
            assert file.readDouble() == 0.1 and file.readBool() is True
            self.shared = file.readObject()
            assert file.readFloat() == 1.5 and file.readChar() == 65
            assert file.readInt(2).tolist() == [4, 5]
            assert file.readString("*l") == "a line"
            assert file.readObject() is self

    shared = Table([DoubleStorage([1, 2])])
    first, second = Protocol(), Protocol()
    first.shared = second.shared = shared
    for encoding in ENCODINGS:
        found = cycled(Table([first, second, shared]), encoding)
        assert found[1].shared is found[2].shared is found[3]


def test_plain_read_and_write_methods_are_not_called(declare):
    @declare("test.Plain")
    class Plain(TorchObject):
        def write(self, file):
            raise AssertionError

        def read(self, file, version):
            raise AssertionError

        write._plain_fields = read._plain_fields = True

    plain = Plain()
    plain.x = 5
    assert cycled(plain).x == 5


def test_upgrades_aliases_and_versions(declare):
    @declare("test.New", aliases=["test.Old"])
    class New(TorchObject):
        _version = 2

        def _upgrade(self, version, typename):
            if version < 2:
                self.scale = 1
                self.ones = TENSORS["Float"].wrap(np.ones(3, np.float32))
            self.seen = typename

    for typename, version in (("test.Old", 1), ("test.New", 1), ("test.Old", 2)):
        data = converter.dumps(UnknownObject(typename, version, {"weight": np.zeros(2)}))
        found = converter.loads(data)
        assert isinstance(found, New) and found.seen == typename
        assert converter.dumps(found) == data
        found.weight.fill(4)  # the file's own tensors are written as they are now
        assert converter.dumps(found) == data[:-16] + struct.pack("<2d", 4, 4)
        if version == 1:
            found.ones.array[1] = 5
            changed = converter.dumps(found)
            assert b"test.New" in changed and b"V 2" in changed
            assert converter.loads(changed).ones.array.tolist() == [1, 5, 1]


def test_an_upgrade_that_fails_is_an_error_of_the_file(declare):
    @declare("test.Fails")
    class Fails(TorchObject):
        def _upgrade(self, version, typename):
            self.missing.fill(0)

    with pytest.raises(T7Error, match="test.Fails could not be loaded .AttributeError"):
        converter.loads(converter.dumps(UnknownObject("test.Fails")))


def test_fields_may_have_the_names_of_python_attributes(declare):
    declare("test.Names")(type("Names", (TorchObject,), {}))
    fields = {"_typename": "x", "_version": 9, "version": 8, "__dict__": 1, "__class__": 2, "_origin": 3, "typename": 4}
    for name in ("test.Names", "no.Names"):
        data = converter.dumps(UnknownObject(name, 1, fields))
        assert converter.dumps(converter.loads(data)) == data


def test_users_class(declare):
    data = converter.dumps(UnknownObject("Unheard", 1, {"outputSize": 5}))
    assert isinstance(converter.loads(data), UnknownObject)
    assert converter.read(data).unknown == {"Unheard": 1}

    @declare("Unheard")
    class Unheard(TorchObject):
        pass

    assert isinstance(converter.loads(data), Unheard) and converter.loads(data).outputSize == 5
    assert converter.read(data).unknown == {}


def test_live_functions_and_objects_from_outside():
    """What the bridge does: functions with cycles through upvalues, objects of classes Python lacks."""

    class Live:
        def __init__(self):
            self.upvalues = None

    class Outside:
        fields: Any = None

    function, thing = Live(), Outside()
    thing.fields = Table({"f": function})
    dumped = LuaFunction(8, b"\x1bLJ code", Table([Table({"name": "self", "id": 1, "value": function})]))

    def dump(obj):
        if obj is function:
            return dumped
        return Stored("lua.Thing", 2, thing.fields) if obj is thing else None

    data = converter.dumps(Table([function, thing, function]), function_dumper=dump)

    def load_function(tag, code):
        assert (tag, code) == (8, b"\x1bLJ code")
        live = Live()
        return live, lambda upvalues: setattr(live, "upvalues", upvalues)

    def factory(typename):
        assert typename == "lua.Thing"
        made = Outside()

        def read(file, version):
            assert version == 2
            made.fields = file.readObject()

        return made, read

    found = converter.loads(data, function_loader=load_function, factory=factory)
    live = found[1]
    assert live.upvalues[1]["value"] is live is found[3]
    assert isinstance(found[2], Outside) and found[2].fields["f"] is live
    plain = converter.loads(data)
    assert isinstance(plain[1], LuaFunction) and plain[1] is plain[3]
    assert converter.dumps(plain) == data


def test_what_cannot_be_written():
    with pytest.raises(T7Error, match=r"type object cannot be written .* \(in a.2.b\)"):
        converter.dumps({"a": [1, {"b": object()}]})
    with pytest.raises(T7Error, match="beyond latin-1"):
        converter.dumps("→")
    with pytest.raises(T7Error, match="range of numbers"):
        converter.dumps([10**400])
    with pytest.raises(T7Error, match="longs of 4 bytes"):
        converter.dumps(np.array([2**40]), encoding=Encoding(long_size=4))


def test_unwritable_fields_can_be_left_out():
    messages = []
    obj = UnknownObject("a.B", 1, {"good": 1, "bad": object(), "nil": None})
    data = converter.dumps([obj], unwritable=lambda path, value, owner: messages.append((path, type(value))))
    assert messages == [("1.bad", object)]
    assert vars(converter.loads(data)[1]) == {"good": 1}


def test_python_values():
    value = {"list": [1, [2.5, None, True]], "array": np.arange(3, dtype=np.int16), "bytes": b"\xff", 5: np.float32(2)}
    found = converter.loads(converter.dumps(value))
    assert found["list"][2].items() == [(1, 2.5), (3, True)]
    assert found["array"]._typename == "torch.ShortTensor" and found["array"].array.tolist() == [0, 1, 2]
    assert found["bytes"] == "\xff" and found[5] == 2
    shared = [1]
    found = converter.loads(converter.dumps([shared, shared]))
    assert found[1] is found[2]


def test_unreferenced():
    shared = Table([1])
    found = converter.loads(converter.dumps([shared, shared], referenced=False))
    assert found[1] is not found[2] and found[1][1] == found[2][1] == 1
    shared[2] = shared
    with pytest.raises(T7Error, match="contains itself"):
        converter.dumps(shared, referenced=False)


def test_empty_tensors_keep_what_they_had():
    """Torch has no storage in most empty tensors; those that have one keep it."""
    storage = TENSORS["Float"].empty(())._storage
    one, two = (TENSORS["Float"].make(storage, 0, (), ()) for _ in range(2))
    assert b"FloatStorage" not in converter.dumps([one, two])
    head = struct.pack("<ii", 4, 1) + b"\3\0\0\0V 1" + struct.pack("<i", 17) + b"torch.FloatTensor"
    body = struct.pack("<iq", 0, 1) + struct.pack("<ii", 4, 2) + b"\3\0\0\0V 1" + struct.pack("<i", 18)
    data = head + body + b"torch.FloatStorage" + struct.pack("<q", 0)
    assert converter.dumps(converter.loads(data)) == data


def test_nothing_but_tensors_is_made_without_classes():
    data = converter.dumps(UnknownObject("nn.Linear", 1, {"weight": np.zeros((2, 3))}))
    found = converter.loads(data, resolve=converter.t7.classes.lookup_data)
    assert type(found) is UnknownObject and found.weight._size == (2, 3)

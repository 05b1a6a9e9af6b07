"""Files that scripts write and read: the converter, with Lua's functions and classes hooked in."""

from __future__ import annotations

import inspect
import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

import converter
from converter import Stored
from runtime import console
from runtime.errors import TorchError
from runtime.files import system_name
from runtime.objects import LuaFunction
from runtime.storage import CharStorage  # type: ignore[attr-defined]
from runtime.table import Table

from .values import LuaCallable, LuaObject, LuaOpaque

if TYPE_CHECKING:
    from .engine import Engine

#: Bytecode with `{name, id, value}` upvalues.
_FUNCTION = 8


class Serializer:
    """torch.save and torch.load of one Lua state."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._lua = engine.bridge["serialize"]
        converter.file.use_bridge(self)

    def exports(self) -> dict[str, Callable]:
        """What the bridge's Lua files call."""
        return {
            "save": self.save,
            "load": self.load,
            "dumps": self.dumps,
            "loads": lambda text, mode: self._read(text.encode("latin-1"), mode),
            "dump_storage": lambda value, ascii: CharStorage.wrap(
                np.frombuffer(self.dumps(value, ascii), np.int8).copy()
            ),
            "load_storage": lambda storage, mode: self._read(storage.array.tobytes(), mode),
        }

    # Writing

    def save(self, value: Any, path: str, ascii: bool, referenced: bool) -> None:
        try:
            self._write(value, system_name(path), ascii, referenced)
        except OSError as error:
            raise TorchError(f"cannot open <{path}> in mode  w") from error

    def dumps(self, value: Any, ascii: bool) -> bytes:
        buffer = io.BytesIO()
        self._write(value, buffer, ascii, True)
        return buffer.getvalue()

    def _write(self, value: Any, target: Any, ascii: bool, referenced: bool) -> None:
        try:
            converter.save(value, target, ascii=ascii, referenced=referenced, **self.writer_options())
        except converter.T7Error as error:
            raise TorchError(f"{error.reason} at {'.'.join(filter(None, ['<?>', error.path]))}") from None

    def writer_options(self) -> dict[str, Any]:
        """What the converter asks about objects of Lua, for the length of one file."""
        ids = self.engine.state.table()
        return {"function_dumper": lambda v: self._dump(v, ids), "unwritable": self._warn}

    def _dump(self, value: Any, ids: Any) -> Any:
        """What to write for a Lua function, or an object of a class of Lua."""
        if isinstance(value, LuaCallable):
            code, *upvalues = _tuple(self.engine.call(self._lua["dump"], value.handle, ids))
            if code is not None:
                return LuaFunction(_FUNCTION, code.encode("latin-1"), _upvalue_table(upvalues))
        if isinstance(value, LuaObject):
            return self._stored(value)
        callable_kind = "function" if isinstance(value, LuaCallable) or inspect.isroutine(value) else "userdata"
        kind = value.kind if isinstance(value, LuaOpaque) else callable_kind
        raise converter.T7Error(f"Unwritable object <{kind}>")

    def _stored(self, value: LuaObject) -> Stored:
        typename = value.typename
        version = self.engine.call(self._lua["version"], typename)
        write = self.engine.call(self._lua["method"], typename, "write")
        if write is not None:
            return Stored(typename, version, write=lambda file: write(value, file))
        return Stored(typename, version, fields=dict(value.items()))

    def _warn(self, path: str, value: Any, owner: Any) -> None:
        place, _, field = path.rpartition(".")
        text = f"$ Warning: cannot write object field <{field}> of <{owner.typename}> "
        console.lua_print(text + ".".join(filter(None, ["<?>", place])))

    # Reading

    def load(self, path: str, mode: str | None) -> Any:
        try:
            return self._read(system_name(path), mode)
        except FileNotFoundError:
            raise TorchError(f"cannot open <{path}> in mode r ") from None

    def _read(self, source: Any, mode: str | None) -> Any:
        size = int(mode[1:]) // 8 if mode in ("b32", "b64") else None
        ascii = None if mode is None else mode == "ascii"
        return converter.read(source, ascii=ascii, long_size=size, **self.reader_options()).object

    def reader_options(self) -> dict[str, Any]:
        """What makes objects of Lua from one file."""
        joined = self.engine.state.table()
        return {"function_loader": lambda tag, code: self._function(tag, code, joined), "factory": self._new}

    def _function(self, tag: int, code: bytes, joined: Any) -> Any:
        """A Lua function of this bytecode and what gives it its upvalues; None keeps it as the file has it."""
        function = self.engine.call(self._lua["load"], code.decode("latin-1"))
        if function is None:
            return None

        def finish(upvalues: Table) -> None:
            for index, upvalue in enumerate(upvalues.array_values(), 1):
                if tag == _FUNCTION:
                    value, number = upvalue.get("value"), upvalue.get("id")
                else:
                    value, number = upvalue, None
                self.engine.call(self._lua["set_upvalue"], function, index, value, number, joined)

        return function, finish

    def _new(self, typename: str) -> Any:
        """An object of a class that only Lua knows, and what reads its contents."""
        obj = self.engine.call(self._lua["new"], typename)
        if obj is None:
            raise TorchError(f"unknown Torch class <{typename}>")
        read = self.engine.call(self._lua["method"], typename, "read")

        def fill(file: Any, version: int) -> None:
            if read is not None:
                read(obj, file, version)
            else:
                obj.update(file.readObject().items())

        return obj, fill


def _tuple(result: Any) -> tuple:
    return result if isinstance(result, tuple) else (result,)


def _upvalue_table(flat: list[Any]) -> Table:
    """Names, ids and values as the table that a file holds."""
    entries = []
    for name, number, value in zip(flat[0::3], flat[1::3], flat[2::3]):
        entries.append(
            Table({key: v for key, v in (("name", name), ("id", number), ("value", value)) if v is not None})
        )
    return Table(entries)

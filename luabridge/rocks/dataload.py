"""What dataload needs of Python beside its classes: data workers with a Lua state of their own."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

import converter
from runtime.dataload import DataLoader, carriers
from runtime.errors import TorchError
from runtime.table import Table

from ..dynamic import set_field
from ..engine import Engine
from ..errors import LuaScriptError
from ..serial import Serializer

_TUPLE = "luabridge.tuple"


class LuaCarrier:
    """Carries what .t7 files can hold: functions (with upvalues) and objects of Lua's classes, too."""

    place = f"{__name__}:LuaCarrier"

    def __init__(self, engine: Engine | None = None) -> None:
        self.engine = Engine() if engine is None else engine
        own = vars(self.engine)
        if "data_serializer" not in own:  # files ask the last one that was made: it must live as long as the state
            own["data_serializer"] = Serializer(self.engine)
        self._serializer: Serializer = own["data_serializer"]

    def send(self, connection: Connection, value: Any) -> None:
        try:
            data = converter.dumps(_pack(value), **self._serializer.writer_options())
        except converter.T7Error as error:
            raise TorchError(f"cannot send this to data workers: {error}") from None
        connection.send_bytes(data)
        self.engine.bridge["th"]["flush"]()

    def receive(self, connection: Connection) -> Callable[[], Any]:
        data = connection.recv_bytes()
        return lambda: _unpack(converter.loads(data, **self._serializer.reader_options()))

    def prepare(self, seed: int) -> None:
        """Makes a worker's Lua state ready."""
        source = "require 'dataload'; local seed = ...; torch.manualSeed(seed); math.randomseed(seed)"
        self.engine.call(self.engine.bridge["th"]["execute"], source, "=data worker", seed)

    def describe(self, error: BaseException) -> str:
        traceback = error.lua_traceback if isinstance(error, LuaScriptError) else None
        return str(error) + ("\n" + traceback.lstrip("\n") if traceback else "")


def _pack(value: Any) -> Any:
    """Tuples and lists as tables that remember how long they are."""
    if isinstance(value, (tuple, list)):
        packed = {i: _pack(item) for i, item in enumerate(value, 1) if item is not None}
        return Table({_TUPLE: len(value), **packed})
    return value


def _unpack(value: Any) -> Any:
    if isinstance(value, Table) and _TUPLE in value:
        return tuple(_unpack(value.get(i)) for i in range(1, int(value[_TUPLE]) + 1))
    if isinstance(value, DataLoader):
        for name, field in list(vars(value).items()):
            set_field(value, name, field)  # functions over methods are the object's methods again
    return value


def open(engine: Engine) -> Table:
    """Offers workers of this Lua state's kind."""
    state = weakref.ref(engine)

    def carrier() -> LuaCarrier | None:
        here = state()
        return None if here is None else LuaCarrier(here)

    carriers.offer(carrier)
    return Table()

"""One Lua state: LuaJIT through lupa, the bridge's Lua files loaded into it, and calls between the two sides.

What the Lua side needs of Python is listed in `_exports`; it reaches Lua as C closures (python.as_function), the
cheapest way there is. Everything that Python keeps of Lua is made in the main state: what was first seen in a
coroutine would dangle when that coroutine dies.
"""

from __future__ import annotations

import itertools
import operator
import os
import sys
import traceback
from collections.abc import Callable
from importlib import import_module, resources
from threading import get_ident
from typing import Any

from runtime import registry, timer, torch
from runtime.printing.cformat import cformat
from runtime.table import Table

from . import describe, dynamic, elements, memory, packages, states
from .errors import LuaScriptError
from .foreign import explained
from .lengths import with_lengths
from .serial import Serializer
from .values import LuaBacking, LuaCallable, LuaObject, LuaOpaque
from .weak import ByNumber

#: The bridge's Lua files, in the order in which they are loaded.
FILES = (
    *("core", "format", "tables", "errors", "classes", "plain_classes", "objects"),
    *("elements", "loops", "tensors", "small", "views", "fresh", "pointers", "rawio", "types", "sort"),
    *("compat52", "chunks", "files", "packages", "torch", "serialize", "print", "th"),
    *("torch/pointers", "torch/cmdline", "torch/testsuite", "torch/equality", "torch/tester", "torch/testrun"),
    *("tds", "trepl"),
)

_OPERATORS = ("add", "sub", "mul", "truediv", "mod")

#: Values handed to Lua in one call.
_CHUNK = 2_000

#: Frames that deep nesting of Lua and Python may use: six for a level. Lua's own stack ends at some 3,000 levels,
#: which 8 MB of C stack hold; before 3.11 plain Python frames use that stack too.
RECURSION_LIMIT = 12_000 if sys.version_info >= (3, 11) else 5_000


_numbers = itertools.count(1)


class _Failed:
    """Marks the results of a Lua call that raised an error."""


def _new_state() -> Any:
    """LuaJIT, or plain Lua 5.1 where the wheel has none or LUABRIDGE_LUA=lua51 asks for it."""
    try:
        module = import_module("lupa." + os.environ.get("LUABRIDGE_LUA", "luajit21"))
    except ImportError:
        module = import_module("lupa.lua51")
    return module, module.LuaRuntime(encoding="latin-1", unpack_returned_tuples=True, register_eval=False)


class Engine:
    """A Lua state with the bridge in it. `python_traceback`: keep Python's own traceback of errors for the user."""

    def __init__(self) -> None:
        self.lupa, self.state = _new_state()
        self.python_traceback = False
        self.captured: tuple[Callable, Callable] | None = None
        self.last_python_traceback: str | None = None
        self._number = next(_numbers)
        self.packages = packages.Packages(self._number)
        self.thread = get_ident()
        self._types: set[type] = set()
        self._failed = _Failed()
        self._tables, self._functions = ByNumber(), ByNumber()
        sys.setrecursionlimit(max(sys.getrecursionlimit(), RECURSION_LIMIT))
        self.state.set_overflow_handler(float)
        self.bridge = self._load()
        self.raw_call = self.bridge["call"]
        self._count = self.bridge["raw"]["collectgarbage"]
        backing = self.bridge["backing"]
        self.table_get, self.table_set = backing["get"], backing["set"]
        self.table_array, self.table_part, self.table_items = backing["array"], backing["part"], backing["items"]
        self._anchor, self._new_table, self._adopt = backing["identity"], backing["new"], backing["adopt"]
        self._new_list, self._fill_values, self._fill_pairs = backing["list"], backing["fill"], backing["fill_pairs"]
        self._new_id = self.bridge["new_id"]
        self.add_exports(Serializer(self).exports())
        memory.watch(self)

    # Loading

    def _load(self) -> Any:
        """Runs the bridge's Lua files on a new table, which holds what they share."""
        adder = "local wrap = python.as_function; return function(t, name, f) t[name] = wrap(f) end"
        self._add_function = self.state.execute(adder)
        bridge = self.state.table()
        bridge["failed"] = self._failed
        bridge["probe"] = self
        bridge["epoch_address"] = elements.EPOCH_ADDRESS
        bridge["negative_zero"] = self.lupa.as_attrgetter(-0.0)
        bridge["use_colors"] = os.isatty(1) and os.environ.get("TERM", "dumb") != "dumb"
        bridge["windows"] = os.name == "nt"
        bridge["py"] = self._python_functions()
        for name in FILES:
            self.load_file(name, bridge)
        return bridge

    def capture_output(self, write: Callable[[str], Any], flush: Callable[[], Any]) -> None:
        """From now on what Lua writes to its standard output goes to `write`."""
        self.captured = write, flush
        self.add_exports({"write_out": write, "flush_out": flush})
        self.load_file("capture", self.bridge)

    def load_file(self, name: str, *args: Any) -> Any:
        """Runs one of the bridge's own Lua files."""
        source = (resources.files(__package__) / "lua" / f"{name}.lua").read_text("latin-1")
        return self.state.execute(source, *args, name=f"=luabridge.{name.replace('/', '.')}")

    def _python_functions(self) -> Any:
        table = self.state.table()
        self._add_exports(table, self._exports())
        return table

    def add_exports(self, functions: dict[str, Callable]) -> None:
        """Makes functions known to the bridge's Lua files as B.py.NAME."""
        self._add_exports(self.bridge["py"], functions)

    def _add_exports(self, table: Any, functions: dict[str, Callable]) -> None:
        for name, function in functions.items():
            self._add_function(table, name, function)

    def _exports(self) -> dict[str, Callable]:
        """Functions that the bridge's Lua files call as B.py.NAME."""
        return {
            "type_id": lambda obj: id(type(obj)),
            "id": id,
            "describe": self._describe,
            "find_class": lambda typename: dynamic.find_class(typename, self._number),
            "is_meant": registry.is_meant,
            "is_visible": self.packages.is_visible,
            "rnn_fork": registry.preferred,
            "class_info": describe.class_info,
            "class_methods": describe.class_methods,
            "class_statics": describe.class_statics,
            "field_shadows": describe.field_shadows,
            "arity": describe.arity,
            "derive": lambda typename, parent: dynamic.derive(typename, parent, self._number),
            "assign": dynamic.assign,
            "factory": dynamic.factory,
            "get_field": dynamic.get_field,
            "set_field": dynamic.set_field,
            "fields": dynamic.fields,
            "next_field": dynamic.next_field,
            "set_class": dynamic.set_class,
            "geometry": elements.geometry,
            "address": elements.address,
            "dimension": elements.dimension,
            "storage_of": elements.storage_of,
            "make_view": elements.make_view,
            "get_index": elements.get_index,
            "set_index": elements.set_index,
            "get_part": elements.get_part,
            "set_part": elements.set_part,
            "allocate": lambda cls, *size: cls.empty(size),
            "allocate_at": elements.allocate_at,
            "on_host": elements.on_host,
            **{f"operator_{name}": getattr(operator, name) for name in _OPERATORS},
            "table_for": self._table_for,
            "callable_for": self._callable_for,
            "opaque": lambda kind, handle, in_coroutine: LuaOpaque(
                kind, self._anchor(handle) if in_coroutine else handle
            ),
            "lua_table": self.lua_table,
            "contents": lambda container: states.contents(self, container),
            "length": len,
            "get_item": lambda table, key: table.get(key),
            "set_item": lambda table, key, value: table.__setitem__(key, value),
            "items": lambda table: Table([part for pair in table.items() for part in pair]),
            "lua_function": lambda function: function.handle,
            "number": lambda scalar: scalar.item(),
            "call": lambda function, *args: function(*args),
            "get_attribute": getattr,
            "set_attribute": setattr,
            "show": str,
            "find": self.packages.find,
            "names": self.packages.names,
            "activate": self.packages.activate,
            "has_rock": packages.has_rock,
            "rock_folder": lambda: str(packages.ROCKS),
            "is_core": packages.is_core,
            "open_rock": lambda name: packages.open_rock(self, name),
            "rock_members": packages.rock_members,
            "open_python_rock": lambda name: packages.open_python_rock(self, name),
            "default_tensor_type": torch.getdefaulttensortype,
            "set_default_tensor_type": torch.setdefaulttensortype,
            "times": timer.times,
            "isatty": lambda number: number >= 0 and os.isatty(number),
            "collected": memory.collected,
            "exit": _exit,
            "explain": self._explain,
            "forget": int,
            "format_number": cformat,
            "with_lengths": with_lengths,
        }

    def lua_bytes(self) -> int:
        """What Lua's own values take."""
        return int(self._count("count") * 1024)

    # Values

    def _describe(self, value: Any) -> Any:
        """Kind and class of an object; Lua knows its type by the address, which therefore must stay taken."""
        self._types.add(type(value))
        return describe.describe(value)

    def _table_for(self, number: int, handle: Any, in_coroutine: bool, typename: str | None) -> Any:
        """The Table that stands for a Lua table."""
        table = self._tables.get(number)
        if table is None:
            backing = LuaBacking(self, self._anchor(handle) if in_coroutine else handle)
            table = LuaObject(typename, backing) if typename else Table.backed(backing)
            self._tables.put(number, table)
        return table

    def _callable_for(self, number: int, handle: Any, in_coroutine: bool) -> LuaCallable:
        """The Python object that stands for a Lua function."""
        function = self._functions.get(number)
        if function is None:
            function = LuaCallable(self, self._anchor(handle) if in_coroutine else handle)
            self._functions.put(number, function)
        return function

    def lua_table(self, table: Table) -> Any:
        """The Lua table with the contents of `table` and of all Tables in it: both sides share them from now on."""
        if table._backing is None and table.is_list() and len(table) <= _CHUNK:
            values = table.array_values()
            if Table not in map(type, values):
                return self._lua_list(table, values)
        moved: dict[int, tuple[Table, Any]] = {}
        todo: list[Table] = []

        def handle_of(inner: Table) -> Any:
            backing = inner._backing
            if isinstance(backing, LuaBacking) and backing.engine is self:
                return backing.handle
            if id(inner) not in moved:
                moved[id(inner)] = inner, self._new_table()
                todo.append(inner)
            return moved[id(inner)][1]

        root = handle_of(table)
        while todo:
            self._fill(todo.pop(), moved, handle_of)
        for inner, handle in moved.values():
            inner.attach(LuaBacking(self, handle))
            number = self._new_id(handle)
            self._tables.put(number, inner)
            self._adopt(handle, number, inner)
        return root

    def _lua_list(self, table: Table, values: list) -> Any:
        """The same for a list without Tables in it: one way there and back."""
        handle, number = self._new_list(table, *values)
        table.attach(LuaBacking(self, handle))
        self._tables.put(number, table)
        return handle

    def _fill(self, table: Table, moved: dict, handle_of: Callable) -> None:
        """Copies the contents of `table` into its new Lua table."""
        handle = moved[id(table)][1]
        values = table.array_values()
        for first in range(0, len(values), _CHUNK):
            part = [handle_of(v) if type(v) is Table else v for v in values[first : first + _CHUNK]]
            self._fill_values(handle, first + 1, *part)
        pairs: list[Any] = []
        for key, value in table.items():
            if not (type(key) is int and 1 <= key <= len(values)):
                pairs += [handle_of(v) if type(v) is Table else v for v in (key, value)]
        for first in range(0, len(pairs), _CHUNK):
            self._fill_pairs(handle, *pairs[first : first + _CHUNK])

    # Calls

    def call(self, handle: Any, *args: Any) -> Any:
        """Calls a Lua function (lupa's handle of it); errors are LuaScriptErrors."""
        self.thread = get_ident()
        result = self.raw_call(handle, *args)
        if type(result) is tuple and result and result[0] is self._failed:
            self._raise(*result[1:])
        return result

    def _raise(self, fatal: Any, text: Any = None, lua_traceback: Any = None, value: Any = None) -> None:
        if fatal is not None:
            raise fatal
        raise LuaScriptError(text, lua_traceback, value)

    def _explain(self, error: BaseException) -> tuple[str, Any]:
        """What Lua is told of a Python exception: ("value", what a script threw) or ("text", message)."""
        if isinstance(error, LuaScriptError):
            error.__traceback__ = None
            return "value", error.value
        error = explained(error)
        if self.python_traceback:
            self.last_python_traceback = "".join(traceback.format_exception(error))
        error.__traceback__ = None
        if isinstance(error, RecursionError):
            return "text", "stack overflow"
        return "text", _lua_text(str(error))

    def describe_function(self, handle: Any) -> str:
        """Where a Lua function is defined: "file.lua:12"."""
        return self.bridge["where_defined"](handle)


def _lua_text(text: str) -> str:
    """A text of Python for Lua, which has one character a byte: what does not fit becomes UTF-8."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape").decode("latin-1")
    return text


def _exit(code: bool | int) -> None:
    """os.exit: true is success, false is failure."""
    raise SystemExit((0 if code else 1) if isinstance(code, bool) else int(code))

"""The object walker that reads .t7 files of any spelling, with a stack of its own in place of recursion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from runtime import registry
from runtime.objects import LuaFunction, TorchObject
from runtime.table import Table
from runtime.table import normal as normal_key

from .classes import FIELDS, METHOD, STORAGE, TENSOR, ClassInfo, Resolve, lookup, typename_of, version_of
from .errors import T7Error
from .files import ReadingFile
from .origin import Origin, unchanged
from .tensors import make_tensor, read_geometry, read_storage

# Kinds of frames: what the values that are read are for.
_TABLE, _OBJECT, _STEPS, _FUNCTION, _ROOT = range(5)

_NIL, _NUMBER, _STRING, _PAIRS, _TORCH, _BOOLEAN, _OLD_FUNCTION, _FUNCTION7, _FUNCTION8 = range(9)
_KINDS = {_PAIRS: "a table", _TORCH: "a Torch object", _FUNCTION7: "a function", _FUNCTION8: "a function"}


class _FieldsTable:
    """Holds the index of the table of an object's fields, which is no object of its own."""

    __slots__ = ("obj", "alias")

    def __init__(self, obj: Any) -> None:
        self.obj = obj
        self.alias: Table | None = None


class Reader:
    """Reads objects from `source`; all that it reads share one space of object indices.

    `resolve` gives the class of a Torch name (None: keep the object as an UnknownObject).
    `function_loader(tag, code)` may give (function, finish): the function is used at once and
    `finish(upvalues)` called when those are read; None keeps a LuaFunction. `factory(typename)` may
    give (object, read) for a class that Python does not know: ``read(file, version)`` fills it.
    """

    def __init__(
        self,
        source: Any,
        resolve: Resolve = lookup,
        function_loader: Callable[[int, bytes], Any] | None = None,
        factory: Callable[[str], Any] | None = None,
    ) -> None:
        self.source = source
        self.unknown: dict[str, int] = {}
        self._resolve, self._function_loader, self._factory = resolve, function_loader, factory
        self._memo: dict[int, Any] = {}
        self._kinds: dict[int, int] = {}
        self._infos: dict[tuple[str, int, bool], ClassInfo] = {}
        self._aliases: list[_FieldsTable] = []
        self._depth = 0

    def read(self) -> Any:
        """The next object."""
        self._depth += 1
        try:
            return self._walk()
        finally:
            self._depth -= 1
            if not self._depth:
                self._fill_aliases()

    def file(self) -> Any:
        """The torch.File that a class's own ``read(self, file, version)`` is handed."""
        return ReadingFile(self)

    def _walk(self) -> Any:
        source, memo = self.source, self._memo
        int32, number, string, name = source.int32, source.number, source.string, source.name
        stack: list[tuple] = []
        kind: int = _ROOT
        owner: Any = None
        data: dict[Any, Any] = {}
        left, key, want_key = 0, None, False
        try:
            while True:
                tag = int32()
                if want_key:
                    if tag == _STRING:
                        key, want_key, tag = name(), False, int32()
                    elif tag == _NUMBER:
                        key, want_key, tag = number(), False, int32()
                        if key != key:
                            self._key(key, kind)
                if tag == _STRING:
                    value: Any = string()
                elif tag == _NUMBER:
                    value = number()
                elif tag == _PAIRS:
                    index = int32()
                    if index in memo:
                        value = self._again(index, tag)
                    else:
                        n = self._count()
                        value = Table()
                        self._remember(index, tag, value)
                        if n:
                            stack.append((kind, owner, data, left, key, want_key))
                            kind, owner, data, left, key, want_key = _TABLE, value, {}, n, None, True
                            continue
                elif tag == _TORCH:
                    index = int32()
                    if index in memo:
                        value = self._again(index, tag)
                    else:
                        value, frame = self._torch(index)
                        if frame is not None:
                            stack.append((kind, owner, data, left, key, want_key))
                            kind, owner, data, left, key, want_key = frame
                            continue
                elif tag == _BOOLEAN:
                    value = self._boolean()
                elif tag == _NIL:
                    value = None
                elif tag in (_FUNCTION8, _FUNCTION7, _OLD_FUNCTION):
                    index = None if tag == _OLD_FUNCTION else int32()
                    if index in memo:
                        value = self._again(index, tag)
                    else:
                        function = self._function(index, tag)
                        stack.append((kind, owner, data, left, key, want_key))
                        kind, owner, data, left, key, want_key = _FUNCTION, function, {}, 0, None, False
                        continue
                else:
                    raise T7Error(f"expected a type number (0 to 8), found {tag}", source.pos - source.int_bytes)
                while True:  # hand the value to the frame that waits for it, and on while frames end
                    if kind <= _OBJECT:
                        if want_key:
                            key, want_key = self._key(value, kind), False
                            break
                        if value is not None:
                            data[key] = value
                        else:
                            data.pop(key, None)
                        left -= 1
                        want_key = True
                        if left:
                            break
                        if kind == _TABLE:
                            owner.adopt(data)
                            value = owner
                        else:
                            value = self._finish(*owner)
                    elif kind == _STEPS:
                        if owner.advance(value):
                            break
                        value = owner.obj
                    elif kind == _FUNCTION:
                        value = self._close_function(owner, value)
                    else:
                        return value
                    kind, owner, data, left, key, want_key = stack.pop()
        except T7Error as error:
            if not error.path:
                error.path = _path([*stack, (kind, owner, data, left, key, want_key)])
            raise

    def _remember(self, index: int, tag: int, value: Any) -> None:
        self._memo[index] = value
        self._kinds[index] = tag

    def _again(self, index: int, tag: int) -> Any:
        """The object of an index that was met before."""
        was = self._kinds[index]
        if _KINDS[was] != _KINDS[tag]:
            raise T7Error(f"object {index} is {_KINDS[was]}, but is referred to as {_KINDS[tag]}", self.source.pos)
        value = self._memo[index]
        if type(value) is not _FieldsTable:
            return value
        if value.alias is None:
            value.alias = Table()
            self._aliases.append(value)
        return value.alias

    def _count(self) -> int:
        source = self.source
        start = source.pos
        n = source.int32()
        if n < 0 or n * source.pair_bytes > source.size - source.pos:
            raise T7Error(f"a table of {n} pairs does not fit into the {source.size - source.pos} bytes left", start)
        return n

    def _key(self, key: Any, kind: int) -> Any:
        if key is None or key != key:
            raise T7Error(f"a table has {'nil' if key is None else 'NaN'} as a key", self.source.pos)
        if kind == _TABLE:
            key = normal_key(key)
        try:
            hash(key)
        except TypeError:
            raise T7Error(f"a table has a {type(key).__name__} as a key", self.source.pos) from None
        return key

    def _boolean(self) -> bool:
        value = self.source.int32()
        if value not in (0, 1):
            raise T7Error(f"expected a boolean (0 or 1), found {value}", self.source.pos)
        return value == 1

    def _header(self) -> ClassInfo:
        """The class name and version of a Torch object; the first string tells which comes."""
        source = self.source
        start = source.pos
        first = source.name()
        version, bare, typename = _version(first), False, first
        if version is None:
            version, bare = 0, True
        else:
            typename = source.name()
        info = self._infos.get((typename, version, bare))
        if info is None:
            if not typename or not typename.isprintable():
                raise T7Error(f"expected the name of a class, found {typename[:40]!r}", start)
            info = ClassInfo(typename, version, bare, self._resolve(typename))
            self._infos[typename, version, bare] = info
        return info

    def _torch(self, index: int) -> tuple[Any, tuple | None]:
        """Starts the object of this new index: (object, frame that completes it or None)."""
        source = self.source
        start = source.pos
        info = self._header()
        kind = info.kind
        if kind == TENSOR:
            size, stride, offset = read_geometry(source, info.cls)  # type: ignore[arg-type]
            value = None
            # The tensor's index comes before its storage's, but nothing inside can refer to it.
            self._kinds[index] = _TORCH
            storage = self._storage(info.cls)
            value = make_tensor(info.cls, size, stride, offset, storage, start)
            self._memo[index] = value
            return value, None
        if kind == STORAGE:
            value = read_storage(source, info.cls)  # type: ignore[arg-type]
            self._remember(index, _TORCH, value)
            return value, None
        if info.cls is None:
            self.unknown[info.typename] = self.unknown.get(info.typename, 0) + 1
            made = self._factory(info.typename) if self._factory is not None else None
            if made is not None:
                self._remember(index, _TORCH, made[0])
                self._guard(info, made[1], self.file(), info.version)
                return made[0], None
        obj = info.make()
        self._remember(index, _TORCH, obj)
        if kind == FIELDS:
            return obj, self._fields_frame(obj, info)
        if kind == METHOD:
            self._guard(info, info.read, obj, self.file(), info.version)
            return self._finish(obj, info), None
        steps = _Steps(self, obj, info)
        return (obj, (_STEPS, steps, {}, 0, None, False)) if steps.advance(None) else (obj, None)

    def _storage(self, cls: Any) -> Any:
        """The storage of a tensor of class `cls`, or None for nil."""
        source = self.source
        start = source.pos
        tag = source.int32()
        if tag == _NIL:
            return None
        wanted = cls.dtype.storage
        if tag != _TORCH:
            raise T7Error(f"expected a {wanted} or nil, found type number {tag}", start)
        index = source.int32()
        if index in self._memo:
            storage = self._again(index, _TORCH)
            found = getattr(storage, "_typename", type(storage).__name__)
        else:
            if index in self._kinds:
                raise T7Error(f"object {index} is a tensor and its own storage", start)
            info = self._header()
            found = info.typename
            if found == wanted:
                storage = read_storage(source, info.cls)  # type: ignore[arg-type]
                self._remember(index, _TORCH, storage)
        if found != wanted:
            raise T7Error(f"expected a {wanted}, found a {found}", start)
        return storage

    def _fields_frame(self, obj: Any, info: ClassInfo) -> tuple | None:
        """The frame that reads the table of fields into `obj`; None where it is complete."""
        source = self.source
        start = source.pos
        tag = source.int32()
        if tag != _PAIRS:
            kind = "unknown class" if info.cls is None else "class"
            raise T7Error(
                f"expected the table of fields of an object of {kind} {info.typename}, found type number {tag}", start
            )
        index = source.int32()
        if index in self._memo:  # some class wrote a table that it also keeps elsewhere
            table = self._again(index, _PAIRS)
            vars(obj).update(table.items())
            self._finish(obj, info, [("object", table)])
            return None
        n = self._count()
        self._remember(index, _PAIRS, _FieldsTable(obj))
        if n:
            return _OBJECT, (obj, info), vars(obj), n, None, True
        self._finish(obj, info)
        return None

    def _finish(self, obj: Any, info: ClassInfo, events: list | None = None) -> Any:
        """Upgrades an object whose fields are complete; remembers what it was before."""
        raw = None
        upgrade = info.upgrade
        if info.ambiguous:
            cls = registry.class_by_fields(type(obj), vars(obj))
            if cls is not type(obj):
                obj.__class__ = cls
            upgrade = getattr(cls, "_upgrade", None)
        if upgrade is not None:
            raw = dict(vars(obj))
            self._guard(info, obj._upgrade, info.version, info.typename)
            if unchanged(raw, vars(obj)):
                raw = None
            elif events is None:
                table = Table()
                table.adopt(dict(raw))
                events = [("object", table)]
        if (events is not None or not info.modern) and isinstance(obj, TorchObject):
            known = {id(value) for value in (vars(obj) if raw is None else raw).values()}
            known.update([id(value._storage) for value in (raw or {}).values() if hasattr(value, "_storage")])
            version = None if info.bare else info.version
            obj._origin = Origin(info.typename, version, events, vars(obj), known)
        return obj

    def _guard(self, info: ClassInfo, function: Callable, *args: Any) -> Any:
        """Calls code of a class; what it raises is said to be about the file."""
        start = self.source.pos
        try:
            return function(*args)
        except T7Error:
            raise
        except Exception as error:
            why = f"{type(error).__name__}: {error}"
            raise T7Error(f"an object of class {info.typename} could not be loaded ({why})", start) from error

    def _function(self, index: int | None, tag: int) -> tuple[Any, Any]:
        source = self.source
        code = source.raw(source.int32())
        made = self._function_loader(tag, code) if self._function_loader is not None else None
        if made is None:
            made = LuaFunction(tag, code, None), None
        if index is not None:
            self._remember(index, tag, made[0])
        return made

    def _close_function(self, made: tuple[Any, Any], upvalues: Any) -> Any:
        function, finish = made
        if not isinstance(upvalues, Table):
            raise T7Error(f"expected a function's table of upvalues, found {upvalues!r:.40}", self.source.pos)
        if finish is None:
            function.upvalues = upvalues
        else:
            finish(upvalues)
        return function

    def _fill_aliases(self) -> None:
        """Gives those who refer to an object's table of fields such a table, shared with the object."""
        for fields in self._aliases:
            obj, table = fields.obj, fields.alias
            assert table is not None
            origin = getattr(obj, "_origin", None)
            payload = origin.events[0][1].items() if origin is not None and origin.events else vars(obj).items()
            table.adopt({normal_key(key): value for key, value in payload})
            typename, version = typename_of(obj), version_of(obj)
            if origin is not None:
                typename, version = origin.typename, origin.version
            known = {id(value) for value in vars(obj).values()}
            obj._origin = Origin(typename, version, [("object", table)], vars(obj), known)
        self._aliases.clear()


class _Steps:
    """Drives the `read_t7` generator of one object."""

    def __init__(self, reader: Reader, obj: Any, info: ClassInfo) -> None:
        self.obj = obj
        self._reader, self._info = reader, info
        self._send: Any = None
        self._events: list[tuple[str, Any]] = []

    def advance(self, value: Any) -> bool:
        """Hands the object read last to the generator; whether it wants another one."""
        if self._reader._guard(self._info, self._advance, value):
            return True
        self._reader._finish(self.obj, self._info, self._events)
        return False

    def _advance(self, value: Any) -> bool:
        events = self._events
        if self._send is None:
            self._send = self._info.read(self.obj, self._info.version).send
        else:
            events.append(("object", value))
        try:
            while (verb := self._send(value)) != "object":
                value = self._verb(verb)
                events.append((verb if isinstance(verb, str) else verb[0], value))
        except StopIteration:
            return False
        return True

    def _verb(self, verb: Any) -> Any:
        source = self._reader.source
        if isinstance(verb, tuple):
            return source.raw(verb[1])
        return {"int": source.int32, "long": source.long, "string": source.string, "number": source.number}[verb]()


def _version(text: str) -> int | None:
    """The number in ``V 1``; None for what is a class name."""
    if not text.startswith("V "):
        return None
    try:
        return int(text[2:])
    except ValueError:
        return None


def _path(frames: list[tuple]) -> str:
    """Where in the object a walk stands: ``modules.2.weight``."""
    keys = [frame[4] for frame in frames if frame[0] <= _OBJECT and not frame[5] and frame[4] is not None]
    shown = [str(key) if isinstance(key, (str, int, float)) else f"<{type(key).__name__}>" for key in keys]
    return ".".join(shown) if len(shown) <= 40 else ".".join([*shown[:20], "...", *shown[-20:]])

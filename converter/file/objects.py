"""Objects in files: readObject and writeObject, with one space of object indices a file."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from runtime.errors import TorchError

from ..t7.ascii import AsciiSink, AsciiSource
from ..t7.binary import BinarySink, BinarySource
from ..t7.encoding import ASCII, Encoding
from ..t7.errors import T7Error
from ..t7.reader import Reader
from ..t7.writer import Writer
from .stream import Stream

if TYPE_CHECKING:
    from .base import File


_bridge: weakref.ref | None = None


def use_bridge(bridge: Any) -> None:
    """From now on files ask `bridge` what to do with objects that live outside Python, for as long as it lives.

    Writing always asks; reading only where Lua reads, so that what Python reads stays Python's.

    ``reader_options()`` and ``writer_options()`` give arguments for `Reader` and `Writer`; each file
    asks once for either.
    """
    global _bridge
    _bridge = weakref.ref(bridge)


def _options(name: str) -> dict[str, Any]:
    bridge = None if _bridge is None else _bridge()
    return {} if bridge is None else getattr(bridge, name)()


class ObjectIO:
    """What a file remembers of the objects that were read from it and written to it."""

    def __init__(self, referenced: bool = True) -> None:
        self.referenced = referenced
        self._reader: FileReader | None = None
        self._writer: FileWriter | None = None

    def read(self, file: File, stream: Stream, for_lua: bool = False) -> Any:
        """The next object; where the file is over, an error as of any other read.

        `for_lua`: functions and objects of Lua become live ones again, from the first read on.
        """
        reader = self._reader
        if reader is not None and reader.file_in_use:  # a class's own read method asks, amid its object
            reader.source.pos = stream.index()
            return self._read(reader, file, stream)
        if reader is None:
            reader = self._reader = FileReader(stream, _options("reader_options") if for_lua else {})
        reader.referenced = self.referenced
        reader.source = source = _source(stream, _encoding(file), reader.source)
        if source.at_end():
            file._short_read(0, 1)
            return None
        before, reader.file_in_use = reader.file_in_use, file
        try:
            return self._read(reader, file, stream)
        finally:
            reader.file_in_use = before

    def _read(self, reader: FileReader, file: File, stream: Stream) -> Any:
        try:
            return reader.read()
        except T7Error:
            file._failed = True
            raise
        finally:
            stream.settle(reader.source.pos)

    def write(self, file: File, stream: Stream, value: Any, name: str | None, hook: Any) -> None:
        """Writes one object; TorchError, naming the place inside it, for what cannot be written."""
        writer = self._writer
        if writer is None:
            writer = self._writer = FileWriter(stream)
        writer.referenced = self.referenced
        before = writer.hook, writer.file_in_use
        if writer.file_in_use is None:
            writer.sink = _sink(stream, _encoding(file), writer.sink)
        writer.hook, writer.file_in_use = hook or writer.hook, file
        try:
            file._write(lambda: writer.write_one(value if hook is None else writer.hooked(value)))
        except T7Error as error:
            raise TorchError(f"{error.reason} at {'.'.join(filter(None, [name or '<?>', error.path]))}") from None
        finally:
            writer.hook, writer.file_in_use = before


def _encoding(file: File) -> Encoding:
    spelling = file._spelling
    return Encoding(False, spelling.long_size, spelling.big_endian) if file._binary else ASCII


def _source(stream: Stream, encoding: Encoding, last: Any) -> Any:
    """The source that reads a stream from where it is; the last one where that will do."""
    data, raw = stream.image()
    if last is not None and last._data is data and last.encoding == encoding:
        source = last
    elif encoding.ascii:
        source = AsciiSource(bytes(data) if isinstance(data, memoryview) else data, encoding)
    elif isinstance(data, memoryview):
        source = _ViewSource(data, encoding)
    else:
        source = BinarySource(data, encoding, raw)
    source.pos = stream.index()
    return source


def _sink(stream: Stream, encoding: Encoding, last: Any) -> Any:
    if last is not None and last.encoding == encoding:
        return last
    return AsciiSink(stream.write, encoding) if encoding.ascii else BinarySink(stream.write, encoding)


class FileReader(Reader):
    """Reads objects at the cursor of a file, which classes' own read methods may use and move meanwhile."""

    def __init__(self, stream: Stream, options: dict[str, Any]) -> None:
        super().__init__(None, **options)
        self.file_in_use: Any = None
        self._stream = stream
        self._known = self._memo, self._kinds

    @property
    def referenced(self) -> bool:
        return self._memo is self._known[0]

    @referenced.setter
    def referenced(self, flag: bool) -> None:
        self._memo, self._kinds = self._known if flag else (_Forgetful(), _Forgetful())

    def file(self) -> Any:
        self._stream.settle(self.source.pos)
        return self.file_in_use

    def _guard(self, info: Any, function: Callable, *args: Any) -> Any:
        result = super()._guard(info, function, *args)
        if any(arg is self.file_in_use for arg in args):
            self.source.pos = self._stream.index()
        return result


class _Forgetful(dict):
    """Keeps nothing: each object is read anew, whatever its index."""

    def __setitem__(self, key: Any, value: Any) -> None:
        pass


class FileWriter(Writer):
    """Writes objects at the cursor of a file, through `hook` if there is one."""

    def __init__(self, stream: Stream) -> None:
        options = _options("writer_options")
        super().__init__(None, function_dumper=_strict(options.pop("function_dumper", None)), **options)
        self.file_in_use: Any = None
        self.hook: Any = None
        self._hooked: dict[int, Any] = {}

    def file(self) -> Any:
        self.sink.flush()
        return self.file_in_use

    def write_one(self, value: Any) -> None:
        try:
            self.write(value)
        finally:
            self.sink.flush()  # also what came before a failure: its indices are taken

    def hooked(self, value: Any) -> Any:
        """What to write in place of `value`: always the same for one object."""
        if value is None or isinstance(value, (str, int, float)):
            return self.hook(value)
        if id(value) not in self._hooked:
            self._hooked[id(value)] = self.hook(value)
            self._alive.append(value)
        return self._hooked[id(value)]

    def _object(self, value: Any) -> Iterator | None:
        items = super()._object(value)
        return items if self.hook is None or items is None else map(self.hooked, items)

    def _adapted(self, value: Any) -> Any:
        made = super()._adapted(value)
        self._hooked[id(made)] = made
        return made


def _strict(dumper: Callable[[Any], Any] | None) -> Callable[[Any], Any]:
    """A dumper that says in Torch's words what it cannot write."""

    def dump(value: Any) -> Any:
        made = None if dumper is None else dumper(value)
        if made is None:
            raise T7Error(f"Unwritable object <{'function' if callable(value) else 'userdata'}>")
        return made

    return dump


class _ViewSource(BinarySource):
    """Reads from a memoryview, whose slices are no bytes."""

    def raw(self, n: int) -> bytes:
        return bytes(super().raw(n))

    def _counted(self) -> bytes:
        return bytes(super()._counted())

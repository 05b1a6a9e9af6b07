"""One oneDNN primitive with its arguments, executed on arrays of one layout each.

Where the primitive wants another layout than the caller's arrays have, elements pass through work memory that
all primitives share.
"""

from __future__ import annotations

import contextlib
import ctypes
import weakref
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from . import library as _library
from .layout import Layout
from .library import Argument, Library

#: DNNL_ARG_...: which argument an array is; and dnnl_query_..._md: which descriptor says how it should lie.
SRC, DST, WEIGHTS, BIAS, DIFF_SRC, DIFF_DST, DIFF_WEIGHTS, DIFF_BIAS = 1, 17, 33, 41, 129, 145, 161, 169
SCRATCHPAD = 80
_QUERIES = {SRC: 129, DIFF_SRC: 130, WEIGHTS: 131, DIFF_WEIGHTS: 132, DST: 133, DIFF_DST: 134}
_QUERY_SCRATCHPAD = 136
_RESULTS = {DST, DIFF_SRC, DIFF_WEIGHTS, DIFF_BIAS}
_USER_SCRATCHPAD = 1
ALIGNMENT = 64
#: Larger work memory is given back after the call.
KEPT_BYTES = 64 << 20


class _Work:
    """Work memory; only used under the lock."""

    #: How often some work memory has been taken: so long as that stays the same, it lies where it lay.
    taken = 0
    #: Whether some is so large that it is to be given back.
    large = False

    def __init__(self) -> None:
        self._take(0)

    def _take(self, nbytes: int) -> None:
        self._size = 0  # an interrupt may come in between
        self._memory = np.empty(nbytes + ALIGNMENT, np.uint8)
        self._place = -(-self._memory.ctypes.data // ALIGNMENT) * ALIGNMENT
        self._size = nbytes
        _Work.taken += 1
        _Work.large = _Work.large or nbytes > KEPT_BYTES

    def place(self, nbytes: int) -> int:
        """The address of at least so many bytes, which stay valid until the next call of `place` or `give_back`."""
        if self._size < nbytes:
            self._take(nbytes)
        return self._place

    def give_back(self) -> None:
        if self._size > KEPT_BYTES:
            self._take(0)


#: What all primitives share; those of threads that work side by side have one for each (by its number).
_work = _Work()
_parts: dict[int | None, _Work] = {None: _work}


def work_is_large() -> bool:
    """Whether `Primitive.end` has something to do."""
    return _Work.large


def work_taken() -> int:
    """Another number whenever some work memory lies elsewhere."""
    return _Work.taken


class _Passage:
    """An argument: the caller's memory; where the wanted layout differs, a copy in it and the way between both."""

    def __init__(self, index: int, library: Library, own: Any, wanted: Any, handles: list[Any]) -> None:
        self.memory = self.inner = _memory(library, own, handles)
        self.address = self.nbytes = self.offset = self.place = 0
        self.copy: tuple[Any, Any] | None = None
        if wanted is None or library.equal(own, wanted):
            return
        self.inner, self.nbytes = _memory(library, wanted, handles), library.size(wanted)
        ends = (wanted, own) if index in _RESULTS else (own, wanted)
        descriptor = library.make(
            "reorder_primitive_desc_create", ends[0], library.engine, ends[1], library.engine, None
        )
        handles.append(("primitive_desc_destroy", descriptor))
        primitive = library.make("primitive_create", descriptor)
        handles.append(("primitive_destroy", primitive))
        memories = (self.inner, self.memory) if index in _RESULTS else (self.memory, self.inner)
        self.copy = primitive, (Argument * 2)(Argument(SRC, memories[0]), Argument(DST, memories[1]))


class Primitive:
    """`create(library, attributes)` makes the descriptor; `layouts` has the caller's layout of each argument.

    Work is done between `begin` and `end`, or by a call with an array's address for each argument, in order. A copy
    of the argument `kept` is in the caller's memory (see `copied`), where it can outlive the work. With a number
    `part` it is for a thread of that number alone, beside others.
    """

    def __init__(
        self,
        create: Callable[[Library, Any], Any],
        layouts: Sequence[tuple[int, Layout]],
        kept: int | None = None,
        part: int | None = None,
    ) -> None:
        library = _library.library()
        assert library is not None
        library.use_threads()  # a primitive is made for so many
        self._library, self._work = library, _parts.setdefault(part, _work if part is None else _Work())
        with contextlib.nullcontext() if part is None else library.one_thread():
            self._make(library, create, layouts, kept)

    def _make(
        self,
        library: Library,
        create: Callable[[Library, Any], Any],
        layouts: Sequence[tuple[int, Layout]],
        kept: int | None,
    ) -> None:
        handles: list[Any] = []
        weakref.finalize(self, _destroy, library, handles).atexit = False
        attributes = library.make("primitive_attr_create")
        handles.append(("primitive_attr_destroy", attributes))
        library.call("primitive_attr_set_scratchpad_mode", attributes, _USER_SCRATCHPAD)
        descriptor = create(library, attributes)
        handles.append(("primitive_desc_destroy", descriptor))
        self._primitive = library.make("primitive_create", descriptor)
        handles.append(("primitive_destroy", self._primitive))
        self._passages = []
        for index, own in layouts:
            wanted = library.query(descriptor, _QUERIES[index]) if index in _QUERIES else None
            held = own.descriptor(library)
            handles.append(("memory_desc_destroy", held))
            self._passages.append(_Passage(index, library, held, wanted, handles))
        arguments = [Argument(index, passage.inner) for (index, _), passage in zip(layouts, self._passages)]
        self._scratchpad = None
        scratchpad = library.query(descriptor, _QUERY_SCRATCHPAD)
        self._nbytes = library.size(scratchpad) if scratchpad else 0
        if self._nbytes:
            self._scratchpad = _memory(library, scratchpad, handles)
            arguments.append(Argument(SCRATCHPAD, self._scratchpad))
        self._arguments = (Argument * len(arguments))(*arguments)
        inputs = [p.copy for (index, _), p in zip(layouts, self._passages) if p.copy and index not in _RESULTS]
        results = [p.copy for (index, _), p in zip(layouts, self._passages) if p.copy and index in _RESULTS]
        self._steps = [*inputs, (self._primitive, self._arguments), *results]
        self._base = -1
        self._in_work = [passage for i, passage in enumerate(self._passages) if passage.copy and i != kept]
        self._lay_out()

    def _lay_out(self) -> None:
        """Offsets of copies in the work memory, after the scratchpad."""
        offset = -(-self._nbytes // ALIGNMENT) * ALIGNMENT
        for passage in self._in_work:
            passage.offset = offset
            offset += -(-passage.nbytes // ALIGNMENT) * ALIGNMENT
        self._nbytes = offset

    def __call__(self, *addresses: int) -> None:
        with _library.lock:
            self.begin()
            for i, place in enumerate(addresses):
                self.bind(i, place)
            for primitive, arguments in self._steps:
                self._run(primitive, arguments)
            _work.give_back()

    def begin(self) -> None:
        """Takes the work memory; the caller holds the lock until `end`."""
        self._library.use_threads()
        base = self._work.place(self._nbytes) if self._nbytes else 0
        if base != self._base:
            self._base = -1  # an interrupt may come in between
            for passage in self._in_work:
                self._library.set_handle(passage.inner, base + passage.offset)
            if self._scratchpad is not None:
                self._library.set_handle(self._scratchpad, base)
            self._base = base

    def bind(self, i: int, place: int) -> None:
        """Argument i lies there."""
        passage = self._passages[i]
        if passage.address != place:
            passage.address = 0  # an interrupt may come in between
            self._library.set_handle(passage.memory, place)
            passage.address = place

    def copied(self, i: int) -> int:
        """The size of a copy of argument i, in bytes; 0 where the caller's layout is the wanted one."""
        return self._passages[i].nbytes

    def bind_copy(self, i: int, place: int) -> None:
        """The copy of the argument `kept` lies there, aligned; or the argument itself, if it is not copied."""
        passage = self._passages[i]
        if passage.place != place:
            passage.place = -1  # an interrupt may come in between
            self._library.set_handle(passage.inner, place)
            passage.place = place

    def places(self, addresses: Sequence[int]) -> list[tuple[int, int]]:
        """(memory, address) of the arguments: `set_handle`'s, for those who execute by themselves, after `begin`."""
        return [(passage.memory.value, place) for passage, place in zip(self._passages, addresses)]

    def executions(self) -> list[tuple[int, int, int]]:
        """(count of arguments, primitive, arguments): `execute`'s, one after the other."""
        return [(len(made), primitive.value, ctypes.addressof(made)) for primitive, made in self._steps]

    def pass_through(self, i: int) -> None:
        """Copies argument i into the wanted layout, or a result out of it, if that differs."""
        copy = self._passages[i].copy
        if copy:
            self._run(copy[0], copy[1])

    def execute(self) -> None:
        self._run(self._primitive, self._arguments)

    def _run(self, primitive: Any, arguments: Any) -> None:
        status = self._library.execute(primitive, self._library.stream, len(arguments), arguments)
        if status:
            raise _library.Failure("primitive_execute", status)

    @staticmethod
    def end() -> None:
        """Gives large work memory back."""
        for work in _parts.values():
            work.give_back()
        _Work.large = False


def _memory(library: Library, descriptor: Any, handles: list[Any]) -> Any:
    """A memory object without memory."""
    memory = library.make("memory_create", descriptor, library.engine, None)
    handles.append(("memory_destroy", memory))
    return memory


def _destroy(library: Library, handles: list[Any]) -> None:
    for name, handle in reversed(handles):
        library.call(name, handle)

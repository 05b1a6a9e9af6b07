"""The shared library, loaded: its C interface, and the one lock under which it is used.

LUABRIDGE_ONEDNN names its file, or says 0 to do without; without it files.py says where it may lie.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import os
import threading
from collections.abc import Callable, Iterator
from ctypes import POINTER, c_char, c_char_p, c_float, c_int, c_int32, c_int64, c_size_t, c_uint, c_void_p
from typing import Any

from .. import threads as _threads
from ..switch import Switch
from .files import candidates
from .openmp import OpenMP

VARIABLE = "LUABRIDGE_ONEDNN"
MAJOR = 3
CPU, IN_ORDER = 1, 1  # dnnl_cpu, dnnl_stream_in_order
RUNTIMES = 1, 2  # dnnl_runtime_t: one thread, OpenMP; others know no number of threads and do not survive a fork
#: Turns that OpenMP's threads spin for the next piece of work before they sleep; more would take the core from others.
SPIN = "20000"
_STATUS = ("success", "out of memory", "invalid arguments", "unimplemented", "last implementation reached")
UNIMPLEMENTED = 3
_IMPLEMENTATION = 8  # dnnl_query_impl_info_str

KEPT = 512  # primitives of different shapes, of each kind
_caches: list[Any] = []
_made_for: int | None = None  # threads, that is


def kept(function: Callable[..., Any]) -> Any:
    """`functools.lru_cache` for functions that make primitives.

    They are made for a number of threads, and anew for another one: a child of a fork would wait for those it has not.
    """
    cache = functools.lru_cache(maxsize=KEPT)(function)
    clear_with_primitives(cache)
    return cache


def clear_with_primitives(cache: Any) -> None:
    """Has `cache.cache_clear()` called whenever primitives are made anew."""
    _caches.append(cache)


#: Held while primitives, the work memory and OpenMP's threads are in use.
lock = threading.RLock()
_switch = Switch()
#: `with disabled():` the kernels without oneDNN compute.
disabled = _switch.off


class Failure(RuntimeError):
    """A call of oneDNN that did not succeed."""

    def __init__(self, call: str, status: int) -> None:
        name = _STATUS[status] if status < len(_STATUS) else f"status {status}"
        super().__init__(f"oneDNN: {call}: {name} (set {VARIABLE}=0 to compute without oneDNN)")
        self.status = status


class _Version(ctypes.Structure):
    _fields_ = [("major", c_int), ("minor", c_int), ("patch", c_int), ("hash", c_char_p), ("cpu_runtime", c_uint)]


class Argument(ctypes.Structure):
    """dnnl_exec_arg_t."""

    _fields_ = [("index", c_int), ("memory", c_void_p)]


_HANDLE, _OUT, _DIMS = c_void_p, POINTER(c_void_p), POINTER(c_int64)
_SIGNATURES: dict[str, tuple[Any, ...]] = {
    "engine_create": (_OUT, c_int, c_size_t),
    "stream_create": (_OUT, _HANDLE, c_uint),
    "memory_desc_create_with_tag": (_OUT, c_int, _DIMS, c_int, c_int),
    "memory_desc_create_with_strides": (_OUT, c_int, _DIMS, c_int, _DIMS),
    "memory_desc_destroy": (_HANDLE,),
    "memory_create": (_OUT, _HANDLE, _HANDLE, c_void_p),
    "memory_set_data_handle": (_HANDLE, c_void_p),
    "memory_destroy": (_HANDLE,),
    "primitive_create": (_OUT, _HANDLE),
    "primitive_destroy": (_HANDLE,),
    "primitive_desc_destroy": (_HANDLE,),
    "primitive_desc_query": (_HANDLE, c_int, c_int, c_void_p),
    "primitive_execute": (_HANDLE, _HANDLE, c_int, POINTER(Argument)),
    "primitive_attr_create": (_OUT,),
    "primitive_attr_destroy": (_HANDLE,),
    "primitive_attr_set_scratchpad_mode": (_HANDLE, c_int),
    "primitive_attr_set_scales_mask": (_HANDLE, c_int, c_int),
    "reorder_primitive_desc_create": (_OUT, *[_HANDLE] * 5),
    "convolution_forward_primitive_desc_create": (_OUT, _HANDLE, c_int, c_int, *[_HANDLE] * 4, *[_DIMS] * 4, _HANDLE),
    "convolution_backward_data_primitive_desc_create": (
        *(_OUT, _HANDLE, c_int, *[_HANDLE] * 3),
        *([_DIMS] * 4),
        *(_HANDLE, _HANDLE),
    ),
    "convolution_backward_weights_primitive_desc_create": (
        *(_OUT, _HANDLE, c_int, *[_HANDLE] * 4),
        *([_DIMS] * 4),
        *(_HANDLE, _HANDLE),
    ),
    "post_ops_create": (_OUT,),
    "post_ops_destroy": (_HANDLE,),
    "post_ops_append_eltwise": (_HANDLE, c_int, c_float, c_float),
    "post_ops_append_binary": (_HANDLE, c_int, _HANDLE),
    "primitive_attr_set_post_ops": (_HANDLE, _HANDLE),
    "eltwise_forward_primitive_desc_create": (_OUT, _HANDLE, c_int, c_int, _HANDLE, _HANDLE, c_float, c_float, _HANDLE),
    "pooling_forward_primitive_desc_create": (_OUT, _HANDLE, c_int, c_int, _HANDLE, _HANDLE, *[_DIMS] * 5, _HANDLE),
    "binary_primitive_desc_create": (_OUT, _HANDLE, c_int, *[_HANDLE] * 4),
    "post_ops_append_sum": (_HANDLE, c_float, c_int32, c_int),
    "matmul_primitive_desc_create": (_OUT, *[_HANDLE] * 6),
    "sgemm": (
        *(c_char, c_char, c_int64, c_int64, c_int64),
        *(c_float, c_void_p, c_int64, c_void_p, c_int64),
        *(c_float, c_void_p, c_int64),
    ),
}


class Library:
    """The loaded library; `library.call(name, ...)` calls dnnl_name and raises Failure unless it succeeds."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._c = _load(path)
        self.version = self._check()
        self.execute = self._c.dnnl_primitive_execute  # the two that run at every call: bare
        self.set_handle = self._c.dnnl_memory_set_data_handle
        self.sgemm = self._c.dnnl_sgemm
        for name, types in _SIGNATURES.items():
            getattr(self._c, "dnnl_" + name).argtypes = types
        self._c.dnnl_primitive_desc_query_md.argtypes = (_HANDLE, c_int, c_int)
        self._c.dnnl_primitive_desc_query_md.restype = _HANDLE
        self._c.dnnl_memory_desc_equal.argtypes = (_HANDLE, _HANDLE)
        self._c.dnnl_memory_desc_get_size.argtypes = (_HANDLE,)
        self._c.dnnl_memory_desc_get_size.restype = c_size_t
        self._openmp = OpenMP.of(self._c)
        self._set = threading.local()
        self.engine = self.make("engine_create", CPU, 0)
        self.stream = self.make("stream_create", self.engine, IN_ORDER)
        self._streams = [self.stream]

    def _check(self) -> str:
        """The version, if we know how to use it."""
        missing = [name for name in ("version", *_SIGNATURES) if not hasattr(self._c, "dnnl_" + name)]
        if missing:
            raise OSError(f"{self.path} has no dnnl_{missing[0]}")
        self._c.dnnl_version.restype = POINTER(_Version)
        own = self._c.dnnl_version().contents
        if own.major != MAJOR:
            raise OSError(f"{self.path} is oneDNN {own.major}, not {MAJOR}")
        if own.cpu_runtime not in RUNTIMES:
            raise OSError(f"{self.path} is a oneDNN whose threads are not OpenMP's")
        return f"{own.major}.{own.minor}.{own.patch}"

    def call(self, name: str, *arguments: Any) -> None:
        status = getattr(self._c, "dnnl_" + name)(*arguments)
        if status:
            raise Failure(name, status)

    def make(self, name: str, *arguments: Any) -> Any:
        """The handle that a dnnl_..._create gives."""
        handle = c_void_p()
        self.call(name, ctypes.byref(handle), *arguments)
        return handle

    def execution(self) -> tuple[int, int]:
        """What C needs to execute primitives: dnnl_memory_set_data_handle and dnnl_primitive_execute."""
        functions = [ctypes.cast(function, c_void_p).value for function in (self.set_handle, self.execute)]
        return functions[0] or 0, functions[1] or 0

    def stream_of(self, part: int) -> int:
        """The stream of one of several threads that execute primitives side by side."""
        while len(self._streams) <= part:
            self._streams.append(self.make("stream_create", self.engine, IN_ORDER))
        return self._streams[part].value

    @contextlib.contextmanager
    def one_thread(self) -> Iterator[None]:
        """Primitives are made for one thread meanwhile."""
        self.use_threads()
        if self._openmp is None:
            yield
            return
        count = self._openmp.threads()
        self._openmp.set_threads(1)
        try:
            yield
        finally:
            self._openmp.set_threads(count)

    def query(self, descriptor: Any, what: int) -> Any:
        """A memory descriptor of a primitive's; None where it has none."""
        return self._c.dnnl_primitive_desc_query_md(descriptor, what, 0)

    def implementation(self, descriptor: Any) -> str:
        """The name of the kernel that a primitive's descriptor stands for."""
        name = c_char_p()
        self.call("primitive_desc_query", descriptor, _IMPLEMENTATION, 0, ctypes.byref(name))
        return (name.value or b"").decode()

    def equal(self, one: Any, other: Any) -> bool:
        """Whether two memory descriptors say the same."""
        return bool(self._c.dnnl_memory_desc_equal(one, other))

    def size(self, descriptor: Any) -> int:
        """Bytes of the memory that a descriptor describes."""
        return int(self._c.dnnl_memory_desc_get_size(descriptor))

    def use_threads(self) -> int | None:
        """From now on as many threads for calls of this thread as `set_threads` said, which is the result.

        Else as many as OpenMP says, which counts as we do, and which others in this process may have told otherwise.
        """
        count = _forked or _threads.chosen()
        if count != getattr(self._set, "count", 0):  # 0: this thread's first call
            if self._openmp is not None:
                default = _threads.threads() if hasattr(self._set, "count") else self._openmp.threads()
                self._openmp.set_threads(count or default)
            self._set.count = count
            _make_anew(count)
        return count

    def threads(self) -> int:
        """Over how many threads of OpenMP's a call of this thread is spread."""
        self.use_threads()
        return 1 if self._openmp is None else self._openmp.threads()


def _make_anew(count: int | None) -> None:
    """Forgets primitives for another number of threads."""
    global _made_for
    if count != _made_for:
        _made_for = count
        for cache in _caches:
            cache.cache_clear()


def _load(path: str) -> ctypes.CDLL:
    """Loads the library, and OpenMP with it, which takes how long its threads spin from the environment then."""
    ours = "GOMP_SPINCOUNT" not in os.environ and "OMP_WAIT_POLICY" not in os.environ
    if ours:
        os.environ["GOMP_SPINCOUNT"] = SPIN
    try:
        return ctypes.CDLL(path)
    finally:
        if ours:
            del os.environ["GOMP_SPINCOUNT"]


_found: list[Library | None] = []
_reason = ""


def library() -> Library | None:
    """oneDNN, loaded when it is first asked for; None where there is none. A file that VARIABLE names must load."""
    if not _found:
        with lock:
            if not _found:
                _found.append(_find())
    return _found[0]


def loaded() -> bool:
    """Whether oneDNN has been asked for and found."""
    return bool(_found) and _found[0] is not None


def _find() -> Library | None:
    global _reason
    wanted = os.environ.get(VARIABLE)
    if wanted == "0":
        _reason = f"{VARIABLE}=0"
        return None
    failures = []
    for path in [wanted] if wanted else candidates():
        try:
            return Library(path)
        except OSError as error:
            if wanted:
                raise OSError(f"{VARIABLE}={wanted}: {error}; name a oneDNN {MAJOR} library, or 0 for none") from error
            failures.append(str(error))
    _reason = failures[0]
    return None


def describe() -> str:
    """Which oneDNN computes, or why none does; for people."""
    try:
        found = library()
    except OSError as error:
        return f"none ({error})"
    return f"none ({_reason})" if found is None else f"{found.version} ({found.path})"


def available() -> bool:
    """Whether oneDNN computes, here and now: jobs that already share the threads do not share them again."""
    return _switch.on and not _threads.inside() and library() is not None


def reset() -> None:
    """Looks for the library anew (the environment has changed)."""
    _found.clear()


_forked = 0


def _in_child() -> None:
    """OpenMP's threads do not survive a fork and new ones cannot be made: a child computes on its own thread."""
    global _forked
    if _found:
        _forked = 1
        _make_anew(_forked)
    lock.release()


if hasattr(os, "register_at_fork"):  # no fork in the middle of a call: the child would find work half done
    os.register_at_fork(before=lock.acquire, after_in_parent=lock.release, after_in_child=_in_child)

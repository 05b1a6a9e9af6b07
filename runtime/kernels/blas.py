"""The BLAS routines behind numpy's products: they also add to what is there, which numpy cannot say.

They are called in the library that numpy itself uses, so that one set of BLAS's threads is at work: two would
wait for each other by spinning. Where that library is not known, at the addresses that scipy publishes for
compiled callers (`scipy.linalg.cython_blas`); scipy's own Python wrappers would hold the GIL meanwhile.
"""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

#: What comes before and after the name of a routine in libraries that wheels of numpy bring, and their integers.
_SPELLINGS = (("scipy_", "_64_", ctypes.c_int64), ("", "_64_", ctypes.c_int64), ("scipy_", "_", ctypes.c_int32))
_LETTERS = {np.dtype(np.float32): ("s", ctypes.c_float), np.dtype(np.float64): ("d", ctypes.c_double)}
_ARGUMENTS = {"gemm": 13, "axpy": 6, "scal": 4}


class Routines(NamedTuple):
    """Functions that take an address for every argument, and what their integers and numbers are."""

    gemm: Callable[..., None]
    axpy: Callable[..., None]
    scal: Callable[..., None]
    integer: Any
    number: Any


@functools.cache
def routines(dtype: Any) -> Routines | None:
    """BLAS for elements of this type; None where it has none."""
    if dtype not in _LETTERS:
        return None
    letter, number = _LETTERS[dtype]
    for find, integer in _finders():
        places = [find(letter + name) for name in _ARGUMENTS]
        if all(places):
            made = [ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * n)(p or 0) for n, p in zip(_ARGUMENTS.values(), places)]
            return Routines(made[0], made[1], made[2], integer, number)
    return None


def _finders() -> Iterator[tuple[Callable[[str], int | None], Any]]:
    """Functions that give the address of a routine, and the integers it takes."""
    for library in _numpys():
        for before, after, integer in _SPELLINGS:
            yield functools.partial(_exported, library, before, after), integer
    yield _scipys, ctypes.c_int32


def _numpys() -> list[Any]:
    try:
        from threadpoolctl import ThreadpoolController
    except ImportError:
        return []
    loaded = ThreadpoolController().select(user_api="blas").lib_controllers
    return [ctypes.CDLL(lib.filepath) for lib in loaded if "numpy" in lib.filepath]


def _exported(library: Any, before: str, after: str, name: str) -> int | None:
    function = getattr(library, before + name + after, None)
    return None if function is None else ctypes.cast(function, ctypes.c_void_p).value


def _scipys(name: str) -> int | None:
    from scipy.linalg import cython_blas  # takes a while to load: when it is first needed

    capsule = cython_blas.__pyx_capi__[name]
    api = ctypes.pythonapi
    api.PyCapsule_GetName.restype, api.PyCapsule_GetName.argtypes = ctypes.c_char_p, [ctypes.py_object]
    api.PyCapsule_GetPointer.restype = ctypes.c_void_p
    api.PyCapsule_GetPointer.argtypes = [ctypes.py_object, ctypes.c_char_p]
    signature = api.PyCapsule_GetName(capsule)
    if b"int *" not in signature:  # a BLAS of other integers
        return None
    return api.PyCapsule_GetPointer(capsule, signature)

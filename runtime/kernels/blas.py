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
_ARGUMENTS = {"gemm": 13, "axpy": 6}

_NO = ctypes.create_string_buffer(b"N")  # not transposed
#: How `scale` sees an array, the depth of the product left out, enough for BLAS to wake its threads, and from where on.
_COLUMNS, _DEPTH, _FEWEST = 512, 64, 1 << 16


class Routines(NamedTuple):
    """Functions that take an address for every argument, and what their integers and numbers are."""

    gemm: Callable[..., None]
    axpy: Callable[..., None]
    integer: Any
    number: Any


_found: dict[Any, Routines | None] = {}


def routines(dtype: Any) -> Routines | None:
    """BLAS for elements of this type; None where it has none."""
    if dtype not in _found:
        _found[dtype] = _find(dtype)
    return _found[dtype]


def routines_in_use(dtype: Any) -> Routines | None:
    """The same, None as long as nobody has asked for it."""
    return _found.get(dtype)


def scale(found: Routines, out: Any, factor: float) -> None:
    """out *= factor, contiguous; 0 clears all, NaN too. Large ones on BLAS's threads, unlike by its own routine.

    `out` is the matrix to which a product is added, the product being left out (alpha = 0).
    """
    if out.size >= _FEWEST and _leaves_out(found.number):
        rows, rest = divmod(out.size, _COLUMNS)
        _scale_matrix(found, out, rows, factor)
        out = out.reshape(-1)[out.size - rest :]
    if factor:
        np.multiply(out, factor, out=out)
    else:
        out.fill(0)


def _scale_matrix(found: Routines, out: Any, rows: int, factor: float) -> None:
    integers = (found.integer * 3)(_COLUMNS, rows, _DEPTH)
    numbers = (found.number * 2)(0, factor)
    m, size, letter = ctypes.addressof(integers), ctypes.sizeof(found.integer), ctypes.addressof(_NO)
    number, place = ctypes.addressof(numbers), out.ctypes.data
    one = number + ctypes.sizeof(found.number)
    found.gemm(letter, letter, m, m + size, m + 2 * size, number, place, m, place, m, one, place, m)


@functools.cache
def _leaves_out(number: Any) -> bool:
    """Whether BLAS does leave the product out, as the reference says: NaN in it would show."""
    found = routines(np.dtype(number))
    assert found is not None
    rows = _FEWEST // _COLUMNS
    array = np.full((rows, _COLUMNS), 3, number)
    array[0], array[1:, 0] = np.nan, np.inf
    expected = array * array.dtype.type(0.5)
    _scale_matrix(found, array, rows, 0.5)
    if not np.array_equal(array, expected, equal_nan=True):
        return False
    _scale_matrix(found, array, rows, 0)
    return not array.any()


def _find(dtype: Any) -> Routines | None:
    if dtype not in _LETTERS:
        return None
    letter, number = _LETTERS[dtype]
    for find, integer in _finders():
        places = [find(letter + name) for name in _ARGUMENTS]
        if all(places):
            made = [ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * n)(p or 0) for n, p in zip(_ARGUMENTS.values(), places)]
            return Routines(made[0], made[1], integer, number)
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

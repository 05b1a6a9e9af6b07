"""LAPACK's own routines (scipy has them all), called as Torch calls them: in the tensor's precision, on column-major
copies, with the workspace that the routine asks for. Signs and orders of the results are therefore LAPACK's.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import backend

_OPTIMAL = -1  # as lwork: the routine answers what it would like


def _routine(name: str, array: Any) -> Any:
    from scipy.linalg import lapack  # takes a while to load: when it is first needed

    return getattr(lapack, ("s" if array.dtype.itemsize == 4 else "d") + name)


def _lwork(answer: Any, array: Any) -> int:
    """The size of a workspace from what a routine answered, which single precision may have rounded down."""
    size = np.nextafter(answer, np.float32(np.inf)) if array.dtype.itemsize == 4 else answer
    return max(1, int(size))


def call(name: str, a: Any, *others: Any, **options: Any) -> Any:
    """Results of a routine without workspace; the last one is LAPACK's info."""
    return _routine(name, a)(backend.to_host(a), *map(backend.to_host, others), **options)


def call_sized(name: str, sizes: tuple, a: Any, *others: Any, query: dict[str, Any], **options: Any) -> Any:
    """The same for a routine whose workspace depends on `sizes` (and the options in `query`)."""
    answer = _routine(f"{name}_lwork", a)(*sizes, **query)[0]
    return call(name, a, *others, lwork=_lwork(answer, a), **query, **options)


def reflect(name: str, *args: Any) -> Any:
    """The product that orgqr and ormqr make; their arrays come last."""
    routine = _routine(name, args[-1])
    args = tuple([backend.to_host(each) if hasattr(each, "dtype") else each for each in args])
    answer = routine(*args, lwork=_OPTIMAL)[1][0]
    return routine(*args, lwork=_lwork(answer, args[-1]))[0]

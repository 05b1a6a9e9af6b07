"""Parts of matrices and vectors: diag, tril, triu, cross."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import TorchError, argument_error, sizes
from .elements import resized, sized
from .overload import operation


@operation("diag", "[*T*] T [long=0]")
def diag(r: Any, t: Any, k: int) -> Any:
    """The k-th diagonal of a matrix, or a matrix with the vector on its k-th diagonal."""
    if len(t._size) not in (1, 2):
        raise argument_error(1, "matrix or a vector expected")
    found = np.diag(t.array, k)
    if not found.size:
        found = found.reshape(())
    if r is t or (r is not None and np.may_share_memory(found, r._storage.array)):
        found = found.copy()
    r = sized(r, found.shape, type(t))
    if found.shape:
        r.array[...] = found
    return r


def _triangle(r: Any, t: Any, k: int, function: Any) -> Any:
    if len(t._size) != 2:
        raise argument_error(1, "expected a matrix")
    part = function(t.array, k)
    r = resized(r, t)
    r.array[...] = part
    return r


@operation("tril", "[*T*] T [int=0]")
def tril(r: Any, t: Any, k: int) -> Any:
    """The matrix with zeros above its k-th diagonal."""
    return _triangle(r, t, k, np.tril)


@operation("triu", "[*T*] T [int=0]")
def triu(r: Any, t: Any, k: int) -> Any:
    """The matrix with zeros below its k-th diagonal."""
    return _triangle(r, t, k, np.triu)


@operation("cross", "[*T*] T T [index=-1]")
def cross(r: Any, a: Any, b: Any, dim: int) -> Any:
    """Cross products along a dimension of size 3 (the first such unless given)."""
    if len(a._size) != len(b._size):
        raise TorchError(f"inconsistent tensor dimension {len(a._size)}D, {len(b._size)}D")
    if a._size != b._size:
        raise TorchError(f"inconsistent tensor sizes {sizes(a._size)}, {sizes(b._size)}")
    if dim < 0:
        if 3 not in a._size:
            raise TorchError(f"no dimension of size 3 in a: {sizes(a._size)}")
        dim = a._size.index(3)
    if dim >= len(a._size):
        raise argument_error(3, f"dimension {dim + 1} out of range")
    if a._size[dim] != 3:
        raise argument_error(3, f"dimension {dim + 1} does not have size 3")
    product = np.cross(a.array, b.array, axis=dim)
    r = resized(r, a)
    r.array[...] = product
    return r

"""Linear algebra through LAPACK, with its conventions as Torch shows them.

Results are column-major, as LAPACK leaves them. The functions exist in the torch namespace only;
results may come first, or are made.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import TorchError, argument_error
from ..storage import copy_into
from .elements import sized
from .overload import operation
from .routines import call, call_sized, reflect

_TYPES = ("Float", "Double", "Cuda", "CudaDouble")


def lapack(name: str, results: str, pattern: str) -> Callable[[Callable], Callable]:
    """Declares a function whose results come first, or are left out all together."""

    def declare(kernel: Callable) -> Callable:
        count = len(results.split())

        def making(*args: Any) -> Any:
            return kernel(*(None,) * count, *args)

        making.__doc__ = kernel.__doc__
        operation(name, function=f"{results} {pattern}", types=_TYPES)(kernel)
        operation(name, function=pattern, types=_TYPES)(making)
        return kernel

    return declare


def column_major(r: Any, array: Any, like: Any) -> Any:
    """The matrix `array` in a result whose columns are contiguous."""
    rows, columns = array.shape
    r = sized(r, (columns, rows), type(like))
    if r.is_contiguous():
        r._reshape(r._storage, r._offset, r._size[::-1], r._stride[::-1])
    copy_into(r.array, array)
    return r


def vector(r: Any, array: Any, like: Any) -> Any:
    r = sized(r, array.shape, type(like))
    copy_into(r.array, array)
    return r


def square(a: Any, position: int = 1) -> Any:
    """Array of a square matrix."""
    if len(a._size) != 2:
        raise argument_error(position, "A should be 2 dimensional")
    if a._size[0] != a._size[1]:
        raise argument_error(position, "A should be square")
    return a.array


def _right_side(b: Any, a: Any, needs_square: bool = True) -> Any:
    """Array of the right-hand sides, a vector as one column, after Torch's checks."""
    if len(a._size) != 2:
        raise argument_error(2, f"A should have 2 dimensions, but has {len(a._size)}")
    if len(b._size) not in (1, 2):
        raise argument_error(1, f"B should have 1 or 2 dimensions, but has {len(b._size)}")
    if needs_square and a._size[0] != a._size[1]:
        raise argument_error(2, f"A should be square, but is {a._size[0]}x{a._size[1]}")
    if a._size[0] != b._size[0]:
        raise argument_error(2, f"A,B size incompatible - A has {a._size[0]} rows, B has {b._size[0]}")
    return b.array.reshape(b._size[0], -1)


def _check(info: int, text: str) -> None:
    """Raises Torch's error where a routine has failed at number `info`."""
    if info:
        raise TorchError(text.format(info))


@lapack("gesv", "*T* *T*", "T T")
def gesv(rb: Any, ra: Any, b: Any, a: Any) -> tuple[Any, Any]:
    """Solves ``a @ x = b``; returns x and the LU factors of a."""
    right = _right_side(b, a)
    lu, _, x, info = call("gesv", a.array, right)
    _check(info, "Lapack Error in gesv : U({0},{0}) is zero, singular U.")
    return column_major(rb, x, b), column_major(ra, lu, a)


@lapack("trtrs", "*T* *T*", "T T [(U|L)] [(N|T)] [(N|U)]")
def trtrs(rb: Any, ra: Any, b: Any, a: Any, uplo: str, trans: str, diag: str) -> tuple[Any, Any]:
    """Solves ``a @ x = b`` for triangular a (its transpose with T, unit diagonal with U); returns x and a."""
    right, matrix = _right_side(b, a), a.array.copy()
    x, info = call("trtrs", matrix, right, lower=uplo == "L", trans=trans == "T", unitdiag=diag == "U")
    _check(info, "Lapack Error in trtrs : A({0},{0}) is zero, singular A")
    return column_major(rb, x, b), column_major(ra, matrix, a)


@lapack("gels", "*T* *T*", "T T")
def gels(rb: Any, ra: Any, b: Any, a: Any) -> tuple[Any, Any]:
    """Least-squares (or smallest) solution of ``a @ x = b``; returns x and the QR (LQ) factors of a."""
    right, (rows, columns) = _right_side(b, a, needs_square=False), a._size
    padded = np.zeros_like(right, shape=(max(rows, columns), right.shape[1]), order="F")
    padded[:rows] = right
    sizes = rows, columns, right.shape[1]
    factors, x, info = call_sized("gels", sizes, a.array, padded, query={"trans": "N"})
    _check(info, "Lapack Error in gels : The {0}-th diagonal element of the triangular factor of A is zero")
    return column_major(rb, x[:columns], b), column_major(ra, factors, a)


@lapack("symeig", "*T* *T*", "T [(N|V)] [(U|L)]")
def symeig(re: Any, rv: Any, a: Any, job: str, uplo: str) -> tuple[Any, Any]:
    """Eigenvalues of a symmetric matrix, ascending, and with V the eigenvectors as columns.

    With N the second result is what LAPACK leaves of the matrix.
    """
    matrix = square(a)
    query = {"lower": uplo == "L"}
    values, vectors, info = call_sized("syev", a._size[:1], matrix, query=query, compute_v=job == "V")
    _check(info, "Lapack Error syev : {0} off-diagonal elements didn't converge to zero")
    return vector(re, values, a), column_major(rv, vectors, a)


@lapack("eig", "*T* *T*", "T [(N|V)]")
def eig(re: Any, rv: Any, a: Any, job: str) -> tuple[Any, Any]:
    """Eigenvalues of a square matrix (real and imaginary part in a row), with V also the eigenvectors.

    Of a conjugate pair the eigenvectors' real and imaginary parts are two columns.
    """
    query = {"compute_vl": False, "compute_vr": job == "V"}
    real, imaginary, _, vectors, info = call_sized("geev", a._size[:1], square(a), query=query)
    _check(info, " Lapack Error in geev : {0} off-diagonal elements of an didn't converge to zero")
    if job == "V":
        rv = column_major(rv, vectors, a)
    elif rv is None:
        rv = a.empty(())
    return vector(re, np.stack([real, imaginary], axis=1), a), rv


@lapack("svd", "*T* *T* *T*", "T [(A|S)=S]")
def svd(ru: Any, rs: Any, rv: Any, a: Any, job: str) -> tuple[Any, Any, Any]:
    """Singular value decomposition ``a = u @ diag(s) @ v.t()``; with A all columns of u and v."""
    if len(a._size) != 2:
        raise argument_error(1, "A should be 2 dimensional")
    u, s, vt, info = call_sized("gesvd", a._size, a.array, query={"compute_uv": True, "full_matrices": job == "A"})
    _check(info, " Lapack Error gesvd : {0} superdiagonals failed to converge.")
    return column_major(ru, u, a), vector(rs, s, a), vector(rv, vt.T, a)


@lapack("inverse", "*T*", "T")
def inverse(r: Any, a: Any) -> Any:
    """Inverse of a square matrix."""
    lu, pivots, info = call("getrf", square(a))
    _check(info, "Lapack Error getrf : U({0},{0}) is 0, U is singular")
    inverted, info = call_sized("getri", a._size[:1], lu, pivots, query={})
    _check(info, "Lapack Error getri : U({0},{0}) is 0, U is singular")
    return column_major(r, inverted, a)


@lapack("potrf", "*T*", "T [(U|L)]")
def potrf(r: Any, a: Any, uplo: str) -> Any:
    """Cholesky factor of a symmetric positive definite matrix: upper ``u.t() @ u``, or lower ``l @ l.t()``."""
    factor, info = call("potrf", square(a), lower=uplo == "L", clean=True)
    _check(info, "Lapack Error in potrf : the leading minor of order {0} is not positive definite")
    return column_major(r, factor, a)


@lapack("potri", "*T*", "T [(U|L)]")
def potri(r: Any, a: Any, uplo: str) -> Any:
    """Inverse of the matrix whose Cholesky factor is `a`."""
    half, info = call("potri", square(a), lower=uplo == "L")
    _check(info, "Lapack Error potri : A({0},{0}) is 0, A cannot be factorized")
    whole = np.triu(half) + np.triu(half, 1).T if uplo == "U" else np.tril(half) + np.tril(half, -1).T
    return column_major(r, whole, a)


@lapack("potrs", "*T*", "T T [(U|L)]")
def potrs(r: Any, b: Any, a: Any, uplo: str) -> Any:
    """Solves ``c @ x = b`` for the matrix c whose Cholesky factor is `a`."""
    right = _right_side(b, a)
    return column_major(r, call("potrs", a.array, right, lower=uplo == "L")[0], b)


@lapack("pstrf", "*T* *IntTensor*", "T [(U|L)] [real=-1]")
def pstrf(r: Any, pivots: Any, a: Any, uplo: str, tolerance: float) -> tuple[Any, Any]:
    """Cholesky factor with complete pivoting, and the pivots as an IntTensor."""
    factor, order, _, info = call("pstrf", square(a), tol=tolerance, lower=uplo == "L")
    _check(info, "Lapack Error pstrf : matrix is rank deficient or not positive semidefinite")
    from . import TENSORS

    pivots = sized(pivots, order.shape, TENSORS["CudaInt" if a.dtype.cuda else "Int"])
    copy_into(pivots.array, order)
    return column_major(r, np.triu(factor) if uplo == "U" else np.tril(factor), a), pivots


def _factored(a: Any) -> tuple[Any, Any]:
    """Reflectors and their scales."""
    if len(a._size) != 2:
        raise argument_error(1, "A should be 2 dimensional")
    return call_sized("geqrf", a._size, a.array, query={})[:2]


@lapack("qr", "*T* *T*", "T")
def qr(rq: Any, rr: Any, a: Any) -> tuple[Any, Any]:
    """``a = q @ r`` with orthonormal columns of q and upper triangular r."""
    factors, scales = _factored(a)
    q = reflect("orgqr", factors[:, : len(scales)], scales)
    return column_major(rq, q, a), vector(rr, np.triu(factors[: len(scales)]), a)


@lapack("geqrf", "*T* *T*", "T")
def geqrf(ra: Any, rtau: Any, a: Any) -> tuple[Any, Any]:
    """QR factors of a matrix as reflectors: r in the upper triangle, their directions below, their scales."""
    factors, scales = _factored(a)
    return column_major(ra, factors, a), vector(rtau, scales, a)


@lapack("orgqr", "*T*", "T T")
def orgqr(r: Any, a: Any, tau: Any) -> Any:
    """The matrix q of the reflectors that geqrf gave."""
    if len(a._size) != 2:
        raise argument_error(1, "A should be 2 dimensional")
    count = tau.nElement()
    q = a.array.copy()
    copy_into(q[:, :count], reflect("orgqr", a.array[:, :count], tau.array))
    return column_major(r, q, a)


@lapack("ormqr", "*T*", "T T T [(L|R)] [(N|T)]")
def ormqr(r: Any, a: Any, tau: Any, c: Any, side: str, trans: str) -> Any:
    """``q @ c`` (side L) or ``c @ q`` (side R) for the reflectors that geqrf gave; q transposed with T."""
    if len(a._size) != 2:
        raise argument_error(1, "A should be 2 dimensional")
    return column_major(r, reflect("ormqr", side, trans, a.array[:, : tau.nElement()], tau.array, c.array), c)

"""Linear algebra through numpy.linalg, with LAPACK's conventions as Torch shows them.

Results are column-major, as LAPACK leaves them. The functions exist in the torch namespace only;
results may come first, or are made.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import TorchError, argument_error
from . import factors
from .elements import sized
from .overload import operation

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
    r.array[...] = array
    return r


def vector(r: Any, array: Any, like: Any) -> Any:
    r = sized(r, array.shape, type(like))
    r.array[...] = array
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


@lapack("gesv", "*T* *T*", "T T")
def gesv(rb: Any, ra: Any, b: Any, a: Any) -> tuple[Any, Any]:
    """Solves ``a @ x = b``; returns x and the LU factors of a."""
    right = _right_side(b, a)
    lu, _, zero = factors.lu(a.array)
    if zero:
        raise TorchError(f"Lapack Error in gesv : U({zero},{zero}) is zero, singular U.")
    x = np.linalg.solve(a.array, right)
    return column_major(rb, x, b), column_major(ra, lu, a)


@lapack("trtrs", "*T* *T*", "T T [(U|L)] [(N|T)] [(N|U)]")
def trtrs(rb: Any, ra: Any, b: Any, a: Any, uplo: str, trans: str, diag: str) -> tuple[Any, Any]:
    """Solves ``a @ x = b`` for triangular a (its transpose with T, unit diagonal with U); returns x and a."""
    right, matrix = _right_side(b, a), a.array.copy()
    triangle = np.triu(matrix) if uplo == "U" else np.tril(matrix)
    if diag == "U":
        np.fill_diagonal(triangle, 1)
    zeros = np.flatnonzero(np.diagonal(triangle) == 0)
    if len(zeros):
        raise TorchError(f"Lapack Error in trtrs : A({zeros[0] + 1},{zeros[0] + 1}) is zero, singular A")
    x = np.linalg.solve(triangle.T if trans == "T" else triangle, right)
    return column_major(rb, x, b), column_major(ra, matrix, a)


@lapack("gels", "*T* *T*", "T T")
def gels(rb: Any, ra: Any, b: Any, a: Any) -> tuple[Any, Any]:
    """Least-squares (or smallest) solution of ``a @ x = b``; returns x and the QR (LQ) factors of a."""
    right, matrix = _right_side(b, a, needs_square=False), a.array
    rows, columns = matrix.shape
    tall = rows >= columns
    factor = np.linalg.qr(matrix if tall else matrix.T, mode="raw")[0]
    factor = factor.T if tall else factor
    zeros = np.flatnonzero(np.diagonal(factor) == 0)
    if len(zeros):
        raise TorchError(
            f"Lapack Error in gels : The {zeros[0] + 1}-th diagonal element of the triangular factor of A is zero"
        )
    x = np.linalg.lstsq(matrix, right, rcond=None)[0]
    return column_major(rb, x, b), column_major(ra, factor, a)


@lapack("symeig", "*T* *T*", "T [(N|V)] [(U|L)]")
def symeig(re: Any, rv: Any, a: Any, job: str, uplo: str) -> tuple[Any, Any]:
    """Eigenvalues of a symmetric matrix, ascending, and with V the eigenvectors as columns."""
    matrix = square(a) if uplo == "L" else square(a).T  # numpy reads the lower triangle
    if job == "V":
        values, vectors = np.linalg.eigh(matrix)
    else:
        values, vectors = np.linalg.eigvalsh(matrix), a.array.copy()
    return vector(re, values, a), column_major(rv, vectors, a)


@lapack("eig", "*T* *T*", "T [(N|V)]")
def eig(re: Any, rv: Any, a: Any, job: str) -> tuple[Any, Any]:
    """Eigenvalues of a square matrix (real and imaginary part in a row), with V also the eigenvectors.

    Of a conjugate pair the eigenvectors' real and imaginary parts are two columns.
    """
    matrix = square(a)
    if job == "V":
        values, vectors = np.linalg.eig(matrix)
        packed = vectors.real.copy()
        second = np.flatnonzero(values.imag < 0)
        packed[:, second] = vectors[:, second - 1].imag
        rv = column_major(rv, packed, a)
    else:
        values = np.linalg.eigvals(matrix)
        rv = a.empty(()) if rv is None else rv
    pairs = np.stack([values.real, values.imag], axis=1)
    re = sized(re, pairs.shape, type(a))
    re.array[...] = pairs
    return re, rv


@lapack("svd", "*T* *T* *T*", "T [(A|S)=S]")
def svd(ru: Any, rs: Any, rv: Any, a: Any, job: str) -> tuple[Any, Any, Any]:
    """Singular value decomposition ``a = u @ diag(s) @ v.t()``; with A all columns of u and v."""
    if len(a._size) != 2:
        raise argument_error(1, "A should be 2 dimensional")
    u, s, vt = np.linalg.svd(a.array, full_matrices=job == "A")
    ru, rs = column_major(ru, u, a), vector(rs, s, a)
    rv = sized(rv, vt.shape[::-1], type(a))
    rv.array[...] = vt.T
    return ru, rs, rv


@lapack("inverse", "*T*", "T")
def inverse(r: Any, a: Any) -> Any:
    """Inverse of a square matrix."""
    matrix = square(a)
    try:
        inverted = np.linalg.inv(matrix)
    except np.linalg.LinAlgError:
        zero = factors.lu(matrix)[2]
        raise TorchError(f"Lapack Error getrf : U({zero},{zero}) is 0, U is singular") from None
    return column_major(r, inverted, a)


def _lower(matrix: Any, uplo: str) -> Any:
    """The stored triangle as a lower one."""
    return np.tril(matrix) if uplo == "L" else np.triu(matrix).T


@lapack("potrf", "*T*", "T [(U|L)]")
def potrf(r: Any, a: Any, uplo: str) -> Any:
    """Cholesky factor of a symmetric positive definite matrix: upper ``u.t() @ u``, or lower ``l @ l.t()``."""
    matrix = _lower(square(a), uplo)
    try:
        lower = np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        order = factors.indefinite_minor(matrix)
        raise TorchError(
            f"Lapack Error in potrf : the leading minor of order {order} is not positive definite"
        ) from None
    return column_major(r, lower if uplo == "L" else lower.T, a)


@lapack("potri", "*T*", "T [(U|L)]")
def potri(r: Any, a: Any, uplo: str) -> Any:
    """Inverse of the matrix whose Cholesky factor is `a`."""
    lower = _lower(square(a), uplo)
    zeros = np.flatnonzero(np.diagonal(lower) == 0)
    if len(zeros):
        raise TorchError(f"Lapack Error potri : A({zeros[0] + 1},{zeros[0] + 1}) is 0, A cannot be factorized")
    half = np.linalg.inv(lower)
    return column_major(r, half.T @ half, a)


@lapack("potrs", "*T*", "T T [(U|L)]")
def potrs(r: Any, b: Any, a: Any, uplo: str) -> Any:
    """Solves ``c @ x = b`` for the matrix c whose Cholesky factor is `a`."""
    right = _right_side(b, a)
    lower = _lower(a.array, uplo)
    return column_major(r, np.linalg.solve(lower.T, np.linalg.solve(lower, right)), b)


@lapack("pstrf", "*T* *IntTensor*", "T [(U|L)] [real=-1]")
def pstrf(r: Any, pivots: Any, a: Any, uplo: str, tolerance: float) -> tuple[Any, Any]:
    """Cholesky factor with complete pivoting, and the pivots as an IntTensor."""
    matrix = _lower(square(a), uplo)
    lower, order = factors.pivoted_cholesky(matrix + np.tril(matrix, -1).T, tolerance)
    from . import TENSORS

    pivots = sized(pivots, order.shape, TENSORS["CudaInt" if a.dtype.cuda else "Int"])
    np.add(order, 1, out=pivots.array, casting="unsafe")
    return column_major(r, lower if uplo == "L" else lower.T, a), pivots


@lapack("qr", "*T* *T*", "T")
def qr(rq: Any, rr: Any, a: Any) -> tuple[Any, Any]:
    """``a = q @ r`` with orthonormal columns of q and upper triangular r."""
    q, r = np.linalg.qr(a.array)
    return column_major(rq, q, a), vector(rr, r, a)


@lapack("geqrf", "*T* *T*", "T")
def geqrf(ra: Any, rtau: Any, a: Any) -> tuple[Any, Any]:
    """QR factors of a matrix as reflectors: r in the upper triangle, their directions below, their scales."""
    if len(a._size) != 2:
        raise argument_error(1, "A should be 2 dimensional")
    factor, tau = np.linalg.qr(a.array, mode="raw")
    return column_major(ra, factor.T, a), vector(rtau, tau, a)


@lapack("orgqr", "*T*", "T T")
def orgqr(r: Any, a: Any, tau: Any) -> Any:
    """The matrix q of the reflectors that geqrf gave."""
    if len(a._size) != 2:
        raise argument_error(1, "A should be 2 dimensional")
    count = tau.nElement()
    q = a.array.copy()
    unit = np.eye(a._size[0], count, dtype=q.dtype)
    q[:, :count] = factors.reflect(a.array, tau.array, unit, transposed=False)
    return column_major(r, q, a)


@lapack("ormqr", "*T*", "T T T [(L|R)] [(N|T)]")
def ormqr(r: Any, a: Any, tau: Any, c: Any, side: str, trans: str) -> Any:
    """``q @ c`` (side L) or ``c @ q`` (side R) for the reflectors that geqrf gave; q transposed with T."""
    if len(a._size) != 2:
        raise argument_error(1, "A should be 2 dimensional")
    if side == "L":
        product = factors.reflect(a.array, tau.array, c.array.copy(), transposed=trans == "T")
    else:
        product = factors.reflect(a.array, tau.array, c.array.T.copy(), transposed=trans == "N").T
    return column_major(r, product, c)

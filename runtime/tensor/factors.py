"""Factorisations that numpy.linalg does not give: LU, pivoted Cholesky, products of reflectors."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import TorchError


def lu(matrix: Any) -> tuple[Any, Any, int]:
    """LU factors in one matrix with partial pivoting, the row order, and which pivot (from 1) is zero first (or 0)."""
    a = matrix.copy()
    order, zero = np.arange(len(a)), 0
    for k in range(len(a)):
        pivot = k + int(np.argmax(np.abs(a[k:, k])))
        if a[pivot, k] == 0:
            zero = zero or k + 1
            continue
        if pivot != k:
            a[[k, pivot]] = a[[pivot, k]]
            order[[k, pivot]] = order[[pivot, k]]
        a[k + 1 :, k] /= a[k, k]
        a[k + 1 :, k + 1 :] -= np.multiply.outer(a[k + 1 :, k], a[k, k + 1 :])
    return a, order, zero


def indefinite_minor(matrix: Any) -> int:
    """Order of the first leading minor of a symmetric matrix (lower triangle) that is not positive definite."""
    for order in range(1, len(matrix) + 1):
        try:
            np.linalg.cholesky(matrix[:order, :order])
        except np.linalg.LinAlgError:
            return order
    return len(matrix)


def pivoted_cholesky(matrix: Any, tolerance: float) -> tuple[Any, Any]:
    """Lower factor l and order p (0-based) with ``matrix[p][:, p] = l @ l.T``; the largest pivot comes first."""
    a = matrix.copy()
    n = len(a)
    order = np.arange(n)
    stop = n * np.finfo(a.dtype).eps * np.diagonal(a).max() if tolerance < 0 else tolerance
    for k in range(n):
        pivot = k + int(np.argmax(np.diagonal(a)[k:]))
        if a[pivot, pivot] <= stop:
            raise TorchError("Lapack Error pstrf : matrix is rank deficient or not positive semidefinite")
        for swapped in (a, a.T):
            swapped[[k, pivot]] = swapped[[pivot, k]]
        order[[k, pivot]] = order[[pivot, k]]
        a[k, k] = np.sqrt(a[k, k])
        a[k + 1 :, k] /= a[k, k]
        a[k, k + 1 :] = a[k + 1 :, k]
        a[k + 1 :, k + 1 :] -= np.multiply.outer(a[k + 1 :, k], a[k + 1 :, k])
    return np.tril(a), order


def reflect(vectors: Any, scales: Any, c: Any, transposed: bool) -> Any:
    """``q @ c`` (or ``q.T @ c``) in place, q being the product of Householder reflectors of geqrf's layout."""
    count = len(scales)
    for k in range(count) if transposed else reversed(range(count)):
        v = vectors[k:, k].copy()
        v[0] = 1
        c[k:] -= np.multiply.outer(v * scales[k], v @ c[k:])
    return c

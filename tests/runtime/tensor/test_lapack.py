"""Linear algebra: what the results satisfy, their layout, and LAPACK's errors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.linalg import lapack

from runtime import TorchError, torch

TYPES = ("Float", "Double")


def random(name: str, *shape: int, seed: int = 1) -> Any:
    values = np.random.default_rng(seed).standard_normal(shape)
    return torch.from_numpy(values.astype(torch.TYPES[f"{name}Tensor"].dtype.numpy))


def definite(name: str, n: int) -> Any:
    a = random(name, n, n)
    return torch.mm(a, a.t()).add(torch.eye(n).type(a.typename))


def close(a: Any, b: Any) -> None:
    tolerance = 1e-4 if "Float" in a.typename else 1e-10
    np.testing.assert_allclose(a.array, b.array, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("name", TYPES)
def test_solving(name: str) -> None:
    a, b = random(name, 4, 4), random(name, 4, 2, seed=2)
    x, lu = torch.gesv(b, a)
    close(torch.mm(a, x), b)
    assert x._stride == (1, 4), "results are column-major"
    lower, upper = np.tril(lu.array, -1) + np.eye(4), np.triu(lu.array)
    rows = {tuple(np.round(row, 3)) for row in lower @ upper}
    assert rows == {tuple(np.round(row, 3)) for row in a.array.astype(np.float64)}, "L U is A with its rows in order"
    upper = torch.triu(a)
    close(torch.mm(upper, torch.trtrs(b, a)[0]), b)
    close(torch.mm(upper.t(), torch.trtrs(b, a, "U", "T")[0]), b)
    unit = torch.tril(a, -1).add(torch.eye(4).type(a.typename))
    close(torch.mm(unit, torch.trtrs(b, a, "L", "N", "U")[0]), b)
    vector = torch.gesv(b.select(2, 1), a)[0]
    assert vector._size == (4, 1)


@pytest.mark.parametrize("name", TYPES)
def test_least_squares(name: str) -> None:
    a, b = random(name, 5, 3), random(name, 5, 2, seed=2)
    x, factors = torch.gels(b, a)
    close(torch.mm(a.t(), torch.mm(a, x)), torch.mm(a.t(), b))
    assert x._size == (3, 2) and factors._size == (5, 3)
    wide = torch.gels(b.narrow(1, 1, 3), a.t())[0]
    close(torch.mm(a.t(), wide), b.narrow(1, 1, 3))


@pytest.mark.parametrize("name", TYPES)
def test_eigenvalues(name: str) -> None:
    a = definite(name, 4)
    values, vectors = torch.symeig(a, "V")
    close(torch.mm(torch.mm(vectors, torch.diag(values)), vectors.t()), a)
    close(torch.symeig(torch.tril(a), "N", "L")[0], values)
    b = random(name, 5, 5, seed=3)
    values, vectors = torch.eig(b, "V")
    assert values._size == (5, 2) and torch.eig(b)[1]._size == ()
    column = 0
    while column < 5:
        real, imaginary = values.array[column].astype(np.float64)
        v = vectors.array[:, column].astype(np.complex128)
        if imaginary:
            v += 1j * vectors.array[:, column + 1]
        np.testing.assert_allclose(b.array @ v, (real + 1j * imaginary) * v, atol=1e-3 if name == "Float" else 1e-10)
        column += 2 if imaginary else 1


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize("shape", [(5, 3), (3, 5), (4, 4)])
def test_singular_values(name: str, shape: tuple[int, int]) -> None:
    a = random(name, *shape)
    u, s, v = torch.svd(a)
    k = min(shape)
    assert (u._size, s._size, v._size) == ((shape[0], k), (k,), (shape[1], k))
    close(torch.mm(torch.mm(u, torch.diag(s)), v.t()), a)
    u, s, v = torch.svd(a, "A")
    assert (u._size, v._size) == ((shape[0],) * 2, (shape[1],) * 2)


@pytest.mark.parametrize("name", TYPES)
def test_cholesky(name: str) -> None:
    a, b = definite(name, 4), random(name, 4, 2, seed=2)
    upper, lower = torch.potrf(a), torch.potrf(a, "L")
    close(torch.mm(upper.t(), upper), a)
    close(torch.mm(lower, lower.t()), a)
    close(torch.mm(a, torch.potri(upper)), torch.eye(4).type(a.typename))
    close(torch.potri(lower, "L"), torch.potri(upper))
    close(torch.mm(a, torch.potrs(b, upper)), b)
    factor, pivots = torch.pstrf(a)
    assert pivots.typename == "torch.IntTensor"
    order = pivots.array - 1
    np.testing.assert_allclose((factor.array.T @ factor.array), a.array[np.ix_(order, order)], rtol=1e-4)
    close(torch.inverse(a), torch.potri(upper))


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize("shape", [(5, 3), (3, 5)])
def test_qr(name: str, shape: tuple[int, int]) -> None:
    a = random(name, *shape)
    q, r = torch.qr(a)
    close(torch.mm(q, r), a)
    close(torch.mm(q.t(), q), torch.eye(min(shape)).type(a.typename))
    factors, tau = torch.geqrf(a)
    close(torch.orgqr(factors, tau).narrow(2, 1, min(shape)), q)
    if shape[0] > shape[1]:
        c = random(name, shape[0], 2, seed=4)
        full = torch.ormqr(factors, tau, torch.eye(shape[0]).type(a.typename))
        close(torch.ormqr(factors, tau, c), torch.mm(full, c))
        close(torch.ormqr(factors, tau, c, "L", "T"), torch.mm(full.t(), c))
        close(torch.ormqr(factors, tau, c.t(), "R", "N"), torch.mm(c.t(), full))
        close(torch.ormqr(factors, tau, c.t(), "R", "T"), torch.mm(c.t(), full.t()))


def test_given_results() -> None:
    a, b = definite("Double", 3), random("Double", 3, 1)
    x, lu = torch.Tensor(), torch.Tensor()
    assert torch.gesv(x, lu, b, a) == (x, lu)
    close(torch.mm(a, x), b)
    copy = a.clone()
    assert torch.inverse(copy, copy) is copy
    close(torch.mm(a, copy), torch.eye(3))


def test_errors() -> None:
    singular = torch.Tensor([[1, 2], [2, 4]])
    ones = torch.ones(2, 1)
    for call, text in (
        (lambda: torch.inverse(singular), r"^Lapack Error getrf : U\(2,2\) is 0, U is singular$"),
        (lambda: torch.inverse(torch.zeros(2, 3)), "A should be square"),
        (lambda: torch.gesv(ones, singular), r"Lapack Error in gesv : U\(2,2\) is zero, singular U."),
        (lambda: torch.trtrs(ones, torch.zeros(2, 2)), r"trtrs : A\(1,1\) is zero, singular A"),
        (lambda: torch.potrf(torch.Tensor([[1, 0], [0, -1]])), "the leading minor of order 2 is not positive definite"),
        (lambda: torch.potri(torch.zeros(2, 2)), r"potri : A\(1,1\) is 0, A cannot be factorized"),
        (lambda: torch.pstrf(torch.Tensor([[1, 1], [1, 1]])), "rank deficient or not positive semidefinite"),
        (lambda: torch.gels(ones, torch.Tensor([[1, 0], [0, 0]])), "The 2-th diagonal element of the triangular"),
        (lambda: torch.gesv(ones, torch.zeros(3, 3)), "A,B size incompatible - A has 3 rows, B has 2"),
        (lambda: torch.symeig(torch.zeros(2)), "A should be 2 dimensional"),
        (lambda: torch.svd(torch.IntTensor(2, 2)), r"torch.IntTensor does not implement the torch.svd\(\) function"),
    ):
        with pytest.raises(TorchError, match=text):
            call()


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize("shape", [(40, 40), (40, 12), (12, 40)])
def test_signs_are_those_of_the_routines_that_torch_calls(name: str, shape: tuple[int, int]) -> None:
    """Signs of vectors are arbitrary: gesvd, syev and geev choose other ones than numpy's gesdd and syevd."""
    prefix, a = "s" if name == "Float" else "d", random(name, *shape, seed=7)
    lwork = int(getattr(lapack, prefix + "gesvd_lwork")(*shape, full_matrices=False)[0])
    u, s, vt, _ = getattr(lapack, prefix + "gesvd")(a.array, full_matrices=False, lwork=lwork)
    for mine, theirs in zip(torch.svd(a), (u, s, vt.T)):
        np.testing.assert_allclose(mine.array, theirs, atol=1e-4 if name == "Float" else 1e-11)
    if shape[0] == shape[1]:
        symmetric = torch.add(a, a.t())
        for uplo in "UL":
            lwork = int(getattr(lapack, prefix + "syev_lwork")(shape[0], lower=uplo == "L")[0])
            values, vectors, _ = getattr(lapack, prefix + "syev")(symmetric.array, lower=uplo == "L", lwork=lwork)
            kept = torch.triu(symmetric) if uplo == "U" else torch.tril(symmetric)
            mine = torch.symeig(kept, "V", uplo)
            np.testing.assert_allclose(mine[0].array, values, atol=1e-3 if name == "Float" else 1e-11)
            np.testing.assert_allclose(mine[1].array, vectors, atol=1e-3 if name == "Float" else 1e-10)


def test_a_matrix_of_zeros_has_the_solution_zero() -> None:
    x, factors = torch.gels(torch.ones(3, 1), torch.zeros(3, 2))
    assert x.numpy().tolist() == [[0], [0]] and factors.norm() == 0


def test_without_vectors_the_second_result_is_what_lapack_leaves() -> None:
    a = definite("Double", 5)
    left = torch.symeig(a)[1]
    assert np.array_equal(np.tril(left.array, -1), np.tril(a.array, -1)), "only the upper triangle was used"
    assert not np.allclose(left.array, a.array)

"""Products of matrices and vectors: mm, mv, ger, bmm, dot and the forms that add to a tensor.

``result = beta * t + alpha * product``; with beta 0 what `t` holds does not matter, NaN included.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import TorchError, argument_error, sizes
from ..kernels.onednn import matmul
from .elements import fitting, resized, sized
from .overload import operation

#: Multiplications up to which numpy's BLAS has done a product before oneDNN's threads have met.
SMALL = 600_000


def _by_onednn(a: Any, b: Any, out: Any, alpha: float = 1, beta: float = 0) -> bool:
    """``out = alpha * a @ b + beta * out``; returns whether oneDNN did it, which wants matrices of floats."""
    if a.dtype.char != "f" or b.ndim != 2 or a.size * b.shape[1] <= SMALL:
        return False
    if np.may_share_memory(a, out) or np.may_share_memory(b, out):
        return False
    return matmul.product(a, b, out, alpha, beta)


def product_into(a: Any, b: Any, out: Any) -> None:
    """``out = a @ b`` for matrices (or a matrix and a vector), through BLAS whatever the strides."""
    if _by_onednn(a, b, out):
        return
    if a.dtype.itemsize == 2 and a.dtype.kind == "f":
        out[...] = np.dot(a.astype(np.float32), b.astype(np.float32))
    elif out.flags.c_contiguous:
        np.dot(a, b, out)
    elif out.flags.f_contiguous and out.ndim == 2:
        np.dot(b.T, a.T, out.T)
    else:
        out[...] = np.dot(a, b)


def _product(a: Any, b: Any) -> Any:
    if a.dtype.itemsize == 2 and a.dtype.kind == "f":
        return np.dot(a.astype(np.float32), b.astype(np.float32)).astype(a.dtype)
    return np.dot(a, b)


def _combine(out: Any, beta: float, old: Any, alpha: float, product: Any) -> None:
    """``out = beta * old + alpha * product``; `product` may be overwritten."""
    if alpha != 1:
        np.multiply(product, alpha, product)
    if beta == 0:
        out[...] = product
    elif beta == 1:
        np.add(old, product, out)
    else:
        np.add(np.multiply(old, beta, dtype=out.dtype), product, out)


def _add_product(r: Any, beta: float, t: Any, alpha: float, a: Any, b: Any) -> Any:
    """r = beta * t + alpha * a @ b, for arrays a and b."""
    r = resized(r, t)
    if beta == 0 and alpha == 1:
        product_into(a, b, r.array)
    elif r is not t or not _by_onednn(a, b, r.array, alpha, beta):
        _combine(r.array, beta, t.array, alpha, _product(a, b))
    return r


def _check_mm(m1: Any, m2: Any, t: Any = None) -> None:
    (n, k1), (k2, m) = m1._size, m2._size
    if k1 != k2:
        raise TorchError(f"size mismatch, m1: {sizes(m1._size)}, m2: {sizes(m2._size)}")
    if t is not None and t._size != (n, m):
        shown = ", ".join([f"{name}: {sizes(x._size)}" for name, x in (("t", t), ("m1", m1), ("m2", m2))])
        raise TorchError(f"size mismatch, {shown}")


@operation("mm", "*T* T~2D T~2D")
def mm(r: Any, m1: Any, m2: Any) -> Any:
    """Product of two matrices; a result that is given must have its size."""
    _check_mm(m1, m2)
    if r is not None and len(r._size) != 2:
        raise TorchError(f"matrix expected, got {len(r._size)}D tensor for t")
    _check_mm(m1, m2, r)
    a, b = m1.array, m2.array
    r = sized(r, (m1._size[0], m2._size[1]), type(m1))
    product_into(a, b, r.array)
    return r


@operation(
    "addmm",
    method="*T~2D* [T~2D] [real=1] T~2D T~2D",
    function="[*T*] [real=1] T~2D [real=1] T~2D T~2D",
)
def addmm(r: Any, *args: Any) -> Any:
    """``beta * t + alpha * m1 @ m2`` for matrices."""
    beta, t, alpha, m1, m2 = _with_beta(args)
    _check_mm(m1, m2, t)
    return _add_product(r, beta, t, alpha, m1.array, m2.array)


def _with_beta(args: tuple) -> tuple:
    """(beta, t, alpha, x, y): methods come without beta in their first form."""
    return args if len(args) == 5 else (1, *args)


def _check_mv(mat: Any, vec: Any, t: Any = None) -> None:
    if mat._size[1] != vec._size[0]:
        raise TorchError(f"size mismatch, {sizes(mat._size)}, {sizes(vec._size)}")
    if t is not None and t._size[0] != mat._size[0]:
        raise TorchError(f"size mismatch, t: {sizes(t._size)}, mat: {sizes(mat._size)}")


@operation("mv", "*T* T~2D T~1D")
def mv(r: Any, mat: Any, vec: Any) -> Any:
    """Product of a matrix and a vector; a result that is given must have its size."""
    if r is not None and len(r._size) != 1:
        raise TorchError(f"vector expected, got t: {len(r._size)}D")
    _check_mv(mat, vec, r)
    a, b = mat.array, vec.array
    r = sized(r, mat._size[:1], type(mat))
    product_into(a, b, r.array)
    return r


@operation(
    "addmv",
    method="*T~1D* [T~1D] [real=1] T~2D T~1D",
    function="[*T*] [real=1] T~1D [real=1] T~2D T~1D",
)
def addmv(r: Any, *args: Any) -> Any:
    """``beta * t + alpha * mat @ vec`` for a vector t."""
    beta, t, alpha, mat, vec = _with_beta(args)
    _check_mv(mat, vec, t)
    return _add_product(r, beta, t, alpha, mat.array, vec.array)


def _check_outer(vec1: Any, vec2: Any, t: Any) -> None:
    if t._size != (vec1._size[0], vec2._size[0]):
        shown = ", ".join([f"{name}: {sizes(x._size)}" for name, x in (("t", t), ("vec1", vec1), ("vec2", vec2))])
        raise TorchError(f"size mismatch, {shown}")


@operation("ger", "*T* T~1D T~1D")
def ger(r: Any, vec1: Any, vec2: Any) -> Any:
    """Outer product of two vectors; a result that is given must have its size."""
    if r is not None:
        if len(r._size) != 2:
            raise TorchError(f"expected matrix, got {len(r._size)}D tensor for t")
        _check_outer(vec1, vec2, r)
    a, b = vec1.array, vec2.array
    r = sized(r, (vec1._size[0], vec2._size[0]), type(vec1))
    np.multiply(a[:, None], b[None, :], r.array)
    np.add(r.array, 0, r.array)  # TH adds to zeros: no -0
    return r


@operation(
    "addr",
    method="*T~2D* [T~2D] [real=1] T~1D T~1D",
    function="[*T*] [real=1] T~2D [real=1] T~1D T~1D",
)
def addr(r: Any, *args: Any) -> Any:
    """``beta * t + alpha * vec1 x vec2``, the outer product added to a matrix."""
    beta, t, alpha, vec1, vec2 = _with_beta(args)
    _check_outer(vec1, vec2, t)
    product = np.multiply(vec1.array[:, None], vec2.array[None, :])
    r = resized(r, t)
    _combine(r.array, beta, t.array, alpha, product)
    return r


def _check_batches(batch1: Any, batch2: Any) -> None:
    (n1, h, k1), (n2, k2, w) = batch1._size, batch2._size
    if n1 != n2:
        raise argument_error(2, f"equal number of batches expected, got {n1}, {n2}")
    if k1 != k2:
        raise argument_error(2, f"wrong matrix size, batch1: {h}x{k1}, batch2: {k2}x{w}")


def _ready(array: Any) -> Any:
    """A batch of matrices that BLAS takes as it is; other strides are copied once."""
    step = array.dtype.itemsize
    if array.dtype.kind == "f" and step not in array.strides[1:]:
        return np.ascontiguousarray(array)
    return array


def _batch_product(batch1: Any, batch2: Any) -> Any:
    a, b = _ready(batch1.array), _ready(batch2.array)
    if a.dtype.itemsize == 2 and a.dtype.kind == "f":
        return np.matmul(a.astype(np.float32), b.astype(np.float32)).astype(a.dtype)
    return np.matmul(a, b)


def _check_batch_result(t: Any, batch1: Any, batch2: Any) -> None:
    wanted = (*batch1._size[:2], batch2._size[2])
    if any(n != m for n, m in zip(t._size, wanted)):
        raise argument_error(1, "output tensor of incorrect size")
    if len(t._size) < 3:
        raise argument_error(2, f"dimension {len(t._size) + 1} out of range of {len(t._size)}D tensor")


@operation("bmm", "*T* T~3D T~3D")
def bmm(r: Any, batch1: Any, batch2: Any) -> Any:
    """Products of corresponding matrices of two batches; a result that is given must have its size."""
    _check_batches(batch1, batch2)
    if r is not None:
        _check_batch_result(r, batch1, batch2)
    size = (*batch1._size[:2], batch2._size[2])
    if r is None and batch1.dtype.numpy.itemsize > 2:
        r = batch1.empty(size)
        np.matmul(_ready(batch1.array), _ready(batch2.array), r.array)
        return r
    product = _batch_product(batch1, batch2)
    r = sized(r, size, type(batch1))
    r.array[...] = product
    return r


@operation(
    "baddbmm",
    method="*T~3D* [T~3D] [real=1] T~3D T~3D",
    function="[*T*] [real=1] T~3D [real=1] T~3D T~3D",
)
def baddbmm(r: Any, *args: Any) -> Any:
    """``beta * t + alpha * batch1 @ batch2`` matrix by matrix."""
    beta, t, alpha, batch1, batch2 = _with_beta(args)
    _check_batches(batch1, batch2)
    if t._size != (*batch1._size[:2], batch2._size[2]):
        raise argument_error(1, "output tensor of incorrect size")
    product = _batch_product(batch1, batch2)
    r = resized(r, t)
    _combine(r.array, beta, t.array, alpha, product)
    return r


@operation(
    "addbmm",
    method="*T~2D* [T~2D] [real=1] T~3D T~3D",
    function="[*T*] [real=1] T~2D [real=1] T~3D T~3D",
)
def addbmm(r: Any, *args: Any) -> Any:
    """``beta * t + alpha * sum of batch1 @ batch2`` over the batch."""
    beta, t, alpha, batch1, batch2 = _with_beta(args)
    _check_batches(batch1, batch2)
    (n, h, k), w = batch1._size, batch2._size[2]
    if t._size != (h, w):
        raise argument_error(1, "output tensor of incorrect size")
    wide = batch1.array.transpose(1, 0, 2).reshape(h, n * k)
    return _add_product(r, beta, t, alpha, wide, batch2.array.reshape(n * k, w))


for _name, _kernel, _pattern in (
    ("addmm", addmm, "*T~2D* real [T~2D] real T~2D T~2D"),
    ("addmv", addmv, "*T~1D* real [T~1D] real T~2D T~1D"),
    ("addr", addr, "*T~2D* real [T~2D] real T~1D T~1D"),
    ("addbmm", addbmm, "*T~2D* real [T~2D] real T~3D T~3D"),
    ("baddbmm", baddbmm, "*T~3D* real [T~3D] real T~3D T~3D"),
):
    operation(_name, method=_pattern)(_kernel)


@operation("dot", "T T")
def dot(a: Any, b: Any) -> float:
    """Sum of the products of corresponding elements, in the tensors' own type (integers wrap around)."""
    x, y = a.array.reshape(-1), fitting(b, a, "tensor src", a, b).reshape(-1)
    return np.dot(x, y).item()


@operation("match", "*T* T T [real=1]")
def match(r: Any, m1: Any, m2: Any, gain: float) -> Any:
    """``gain *`` squared distance between every row of m1 and every row of m2."""
    a = m1.array.reshape(m1._size[0], -1)
    b = m2.array.reshape(m2._size[0], -1)
    if a.shape[1] != b.shape[1]:
        raise argument_error(3, "m1 and m2 must have the same inner vector dim")
    distances = np.empty((len(a), len(b)), a.dtype)
    for i, row in enumerate(a):
        difference = np.subtract(b, row)
        distances[i] = np.einsum("ij,ij->i", difference, difference)
    r = sized(r, distances.shape, type(m1))
    np.multiply(distances, gain, r.array)
    return r

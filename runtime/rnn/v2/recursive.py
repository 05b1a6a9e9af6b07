"""More functions over nested tables of tensors (what torch/rnn adds to nn.utils)."""

from __future__ import annotations

from typing import Any

from ...nn.simple.common import require
from ...nn.utils import _mismatch
from ...table import Table
from ...tensor import TensorCore
from ..mask.zero_rows import first_tensor
from ..recursive import recursiveNew, recursiveNormal, recursiveSet, recursiveSum, recursiveTensorEq


def recursiveGetFirst(input: Any) -> Any:
    """The first tensor, depth first."""
    return first_tensor(input)


def recursiveDiv(tensor: Any, scalar: float) -> None:
    """Divides all tensors by a number."""
    if isinstance(tensor, Table):
        for value in tensor.array_values():
            recursiveDiv(value, scalar)
    else:
        tensor.div(scalar)


def _shortened(dst: Table, length: int) -> Table:
    for i in range(len(dst), length, -1):
        dst[i] = None
    return dst


def recursiveIndex(dst: Any, src: Any, dim: int, indices: Any) -> Any:
    """What lies in `src` at `indices` along a dimension, in the tensors of `dst` where it has some."""
    if isinstance(src, Table):
        dst = dst if isinstance(dst, Table) else Table()
        for i, value in enumerate(src.array_values(), 1):
            dst[i] = recursiveIndex(dst.get(i), value, dim, indices)
        return _shortened(dst, len(src))
    require(isinstance(src, TensorCore), "assertion failed!")
    dst = dst if isinstance(dst, TensorCore) else type(src)()
    dst.index(src, dim, indices)
    return dst


recursiveIndexSelect = recursiveIndex


def _pairwise(dst: Any, src: Any, act: Any) -> Any:
    """Calls act(tensor of dst, tensor of src) for all places; returns dst."""
    if isinstance(src, Table):
        dst = dst if isinstance(dst, Table) else Table([dst])
        for key, value in src.items():
            dst[key] = _pairwise(dst.get(key), value, act)
        return _shortened(dst, len(src))
    if not isinstance(src, TensorCore):
        raise _mismatch(dst, src)
    require(isinstance(dst, TensorCore), "assertion failed!")
    act(dst, src)
    return dst


def recursiveIndexCopy(dst: Any, dim: int, indices: Any, src: Any) -> Any:
    """Puts the tensors of `src` into those of `dst` at `indices` along a dimension; returns dst."""
    return _pairwise(dst, src, lambda to, given: to.indexCopy(dim, indices, given))


def recursiveMaskedSelect(dst: Any, src: Any, mask: Any) -> Any:
    """What lies in `src` where the mask is 1, in the tensors of `dst`; returns dst."""
    return _pairwise(dst, src, lambda to, given: to.maskedSelect(given, mask))


def recursiveMaskedCopy(dst: Any, mask: Any, src: Any) -> Any:
    """Puts the tensors of `src` into those of `dst` where the mask is 1; returns dst."""
    return _pairwise(dst, src, lambda to, given: to.maskedCopy(mask, given))


__all__ = [
    "recursiveDiv",
    "recursiveGetFirst",
    "recursiveIndex",
    "recursiveIndexCopy",
    "recursiveIndexSelect",
    "recursiveMaskedCopy",
    "recursiveMaskedSelect",
    "recursiveNew",
    "recursiveNormal",
    "recursiveSet",
    "recursiveSum",
    "recursiveTensorEq",
]

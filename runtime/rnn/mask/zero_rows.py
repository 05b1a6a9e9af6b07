"""Which samples are padding: those whose elements are all zero."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import TorchError
from ...printing.number import lua_tostring
from ...table import Table
from ...tensor import TENSORS, TensorCore


def first_tensor(input: Any) -> Any:
    """The tensor that decides: the first, depth first, of nested tables."""
    while isinstance(input, Table):
        input = input.get(1)
    if not isinstance(input, TensorCore):
        raise TorchError("assertion failed!")
    return input


def is_batch(tensor: Any, nInputDim: int) -> bool:
    """Whether the first dimension counts samples; TorchError unless there are nInputDim dimensions or one more."""
    ndim = len(tensor._size)
    if ndim - 1 == nInputDim:
        return True
    if ndim == nInputDim:
        return False
    raise TorchError(f"nInputDim error: {ndim}, {lua_tostring(nInputDim)}")


def norms_of(tensor: Any, batch: bool, buffer: Any = None) -> Any:
    """The Euclidean norm of each sample, a tensor (batch x 1, or of one element), in `buffer` if given."""
    norms = type(tensor)() if buffer is None else buffer
    x = tensor.array
    rows = x.reshape(len(x), -1) if batch else x.reshape(1, -1)
    array = norms.resize_array((len(rows), 1) if batch else (1,)).reshape(-1)
    np.sqrt(np.einsum("ij,ij->i", rows, rows), out=array)
    return norms


def zero_mask(norms: Any, mask: Any = None) -> Any:
    """1 where a norm is zero: a ByteTensor (or its CUDA twin) in `mask` if given."""
    mask = TENSORS["CudaByte" if norms.dtype.cuda else "Byte"]() if mask is None else mask
    np.equal(norms.array, 0, out=mask.resize_array(norms._size), casting="unsafe")
    return mask


def rows_of(mask: Any) -> Any:
    """A mask as an array of booleans, one a sample."""
    return mask.array.reshape(-1) != 0

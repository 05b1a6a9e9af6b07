"""Zero masks: ByteTensors (steps x) batch with 1 where a sample's step is padding (nn.utils.getZeroMaskBatch ...)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import TorchError
from ...nn.simple.common import require
from ...table import Table
from ...tensor import TENSORS, TensorCore
from ..mask.zero_rows import first_tensor


def is_byte_tensor(value: Any) -> bool:
    return isinstance(value, (TENSORS["Byte"], TENSORS["CudaByte"]))


def _mask_for(tensor: Any, mask: Any) -> Any:
    return TENSORS["CudaByte" if tensor.dtype.cuda else "Byte"]() if mask is None else mask


def _zeros(array: Any, kept: int) -> Any:
    """Where all elements beyond the first `kept` dimensions are zero."""
    return (array.reshape(*array.shape[:kept], -1) == 0).all(-1)


def getZeroMaskBatch(batch: Any, zeroMask: Any = None) -> Any:
    """A mask of the samples that are all zeros, by the first tensor of nested tables; in `zeroMask` if given."""
    first = first_tensor(batch)
    zeroMask = _mask_for(first, zeroMask)
    zeroMask.resize_array(first._size[:1])[...] = _zeros(first.array, 1)
    return zeroMask


def getZeroMaskSequence(sequence: Any, zeroMask: Any = None) -> Any:
    """A mask, steps x batch, of the steps of samples that are all zeros in a tensor steps x batch (x ...)."""
    require(isinstance(sequence, TensorCore), "nn.utils.getZeroMaskSequence expecting tensor for arg 1")
    text = "nn.utils.getZeroMaskSequence expecting seqlen x batchsize [x ...] tensor for arg 1"
    require(len(sequence._size) >= 2, text)
    zeroMask = _mask_for(sequence, zeroMask)
    zeroMask.resize_array(sequence._size[:2])[...] = _zeros(sequence.array, 2)
    return zeroMask


def recursiveZeroMask(tensor: Any, zeroMask: Any) -> Any:
    """Makes zero, in place, what the mask says of all tensors of nested tables; returns `tensor`."""
    if isinstance(tensor, Table):
        for value in tensor.array_values():
            recursiveZeroMask(value, zeroMask)
        return tensor
    require(isinstance(tensor, TensorCore), "assertion failed!")
    zero_where(tensor.array, rows_of(zeroMask))
    return tensor


def rows_of(zeroMask: Any) -> Any:
    """A mask as an array of booleans."""
    return zeroMask.array != 0


def zero_where(array: Any, rows: Any) -> None:
    """Makes the masked rows of an array zero; TorchError if the mask is of another size."""
    if rows.ndim > 2 or rows.ndim > array.ndim or rows.shape != array.shape[: rows.ndim]:
        wanted, given = " x ".join(map(str, array.shape)), " x ".join(map(str, rows.shape))
        raise TorchError(f"a zeroMask of size {given} does not fit a tensor of size {wanted}")
    if rows.any():
        array[rows] = 0


def check_mask(zeroMask: Any) -> Any:
    """A mask for one step, or False; TorchError for anything else."""
    if zeroMask is False:
        return False
    require(is_byte_tensor(zeroMask), "assertion failed! zeroMask must be a torch.ByteTensor or false")
    require(zeroMask.is_contiguous(), "assertion failed! zeroMask must be contiguous")
    return zeroMask


def check_steps(zeroMask: Any) -> Any:
    """A mask for a sequence; TorchError unless it has a dimension for steps and one for samples."""
    if not isinstance(zeroMask, TensorCore) or len(zeroMask._size) < 2:
        raise TorchError("Expecting dim >= 2 for zeroMask. For example, seqlen x batchsize")
    return zeroMask


def no_mask(typename: str) -> TorchError:
    return TorchError(f"{typename} expecting zeroMask tensor or false")


def padded(x: Any) -> Any:
    """Steps x batch: whether a sample of an array steps x batch x size is all zeros."""
    return np.einsum("tnd,tnd->tn", x, x) == 0


__all__ = ["getZeroMaskBatch", "getZeroMaskSequence", "recursiveZeroMask"]

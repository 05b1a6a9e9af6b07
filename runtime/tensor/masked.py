"""Masks: ByteTensors of 0 and 1 that pick elements in order; nonzero gives their positions."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import TorchError
from ..storage import cast
from .elements import fitting
from .overload import operation


def flags(mask: Any, t: Any, names: str) -> Any:
    """The mask as booleans in the shape of `t`; an error unless it holds 0 and 1 only."""
    array = fitting(mask, t, names, t, mask)
    if array.size and array.max() > 1:
        raise TorchError("Mask tensor can take 0 and 1 values only")
    return array.view(np.bool_)


@operation("maskedFill", method="*T* B double", text="{T}, torch.ByteTensor, number expected")
def masked_fill(t: Any, mask: Any, value: float) -> Any:
    """Sets the elements where the mask is 1; returns the value, as Torch does."""
    np.copyto(t.array, t.dtype.numpy.type(cast(value, t.dtype)), where=flags(mask, t, "tensor mask"))
    return value


@operation("maskedCopy", method="*T* B T", text="{T}, torch.ByteTensor, {T} expected")
def masked_copy(t: Any, mask: Any, src: Any) -> Any:
    """Sets the elements where the mask is 1 to the elements of `src`, one after the other."""
    if mask.nElement() != t.nElement():
        raise TorchError("Number of elements of destination tensor != Number of elements in mask")
    where = flags(mask, t, "tensor mask")
    count = np.count_nonzero(where)
    if count > src.nElement():
        raise TorchError("Number of elements of src < number of ones in mask")
    t.array[where] = src.array.reshape(-1)[:count]
    return t


@operation(
    "maskedSelect",
    method="[*T*] T B",
    text="{T}, torch.ByteTensor | {T}, {T}, torch.ByteTensor expected",
)
def masked_select(r: Any, t: Any, mask: Any) -> Any:
    """The elements where the mask is 1, as a vector.

    ``result:maskedSelect(source, mask)`` puts them into result, and returns the mask, as Torch does.
    """
    found = t.array[flags(mask, t, "src mask")]
    if r is None:
        return type(t).wrap(found)
    r._resize((len(found),) if len(found) else ())
    r.array[...] = found
    return mask


@operation("nonzero", "[*I*] T", in_place=True)
def nonzero(r: Any, t: Any) -> Any:
    """Positions (1-based, one row each) of the elements that are not 0."""
    where = np.argwhere(t.array)
    if r is None:
        r = t.index_class.empty(where.shape if len(where) else ())
    else:
        r._resize(where.shape if len(where) else ())
    if len(where):
        np.add(where, 1, r.array)
    return r

"""What table layers share: arrays of equal count, and gradient tables that keep their tensors."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...errors import TorchError, sizes
from ...kernels.onednn import pointwise
from ...table import Table
from ...tensor import TensorCore
from ..checks import same_type
from ..utils import torch_type


def fitted(source: Any, shape: tuple[int, ...]) -> Any:
    """The array `source` with this shape: Torch combines tensors of equal counts, it never broadcasts."""
    if source.shape == shape:
        return source
    count = math.prod(shape)
    if source.size != count:
        target = sizes(shape)
        raise TorchError(
            f"inconsistent tensor size, expected r_ {target}, t {target} and src {sizes(source.shape)} to have the "
            f"same number of elements, but got {count}, {count} and {source.size} elements respectively"
        )
    return source.reshape(shape)


def add(a: Any, b: Any, out: Any) -> None:
    """out = a + b for arrays of one shape."""
    if not pointwise.add(a, b, out):
        np.add(a, b, out=out)


def assign(target: Any, source: Any) -> None:
    """target[...] = source for arrays of equal counts."""
    if source.shape == target.shape:
        target[...] = source
        return
    if source.size != target.size:
        raise TorchError(
            f"inconsistent tensor size, expected tensor {sizes(target.shape)} and src {sizes(source.shape)} to have "
            f"the same number of elements, but got {target.size} and {source.size} elements respectively"
        )
    target[...] = source.reshape(target.shape)


def elements(value: Any) -> list:
    """The values 1..n of a table; of a tensor what Lua's value[1] ... value[n] give: its slices or its numbers."""
    if not isinstance(value, TensorCore):
        return value.array_values()
    if len(value._size) == 1:
        return value.array.tolist()
    return [value.select(1, i) for i in range(1, value._size[0] + 1)] if value._size else []


def arrays(values: list, module: Any = None) -> list:
    """The arrays of a list of tensors, which must be of the type of the output of `module` where that is given."""
    try:
        found = [value.array for value in values]
    except AttributeError:
        at = next(i for i, value in enumerate(values, 1) if not isinstance(value, TensorCore))
        raise TorchError(f"expected a table of tensors, its element {at} is a {torch_type(values[at - 1])}") from None
    if module is not None:
        kind = type(module.output)
        for i, value in enumerate(values, 1):
            if type(value) is not kind:
                same_type(module, module.output, value, f"input[{i}]")
    return found


def reused(table: Table, like: list, kind: Any = None) -> list:
    """The first tensors of `table`, one for each of `like`: made where missing (of type `kind`), the rest dropped."""
    found = table.array_values()
    for i in range(len(found), len(like), -1):
        table[i] = None
    del found[len(like) :]
    for i in range(len(found), len(like)):
        found.append((kind or type(like[i]))())
        table[i + 1] = found[i]
    return found


def store(table: Table, values: list) -> Table:
    """Puts `values` at 1..n, writing only what changed: layers give the same objects pass after pass."""
    old = table.array_values()
    count = len(old)
    for i, value in enumerate(values):
        if i >= count or old[i] is not value:
            table[i + 1] = value
    return table


def axis_of(dimension: Any, nInputDims: Any, ndim: int) -> int:
    """The 0-based axis of JoinTable and SplitTable: negative counts from the end, a batch comes in front."""
    dimension = int(dimension)
    if dimension < 0:
        dimension += ndim + 1
    elif nInputDims and ndim == nInputDims + 1:
        dimension += 1
    return dimension - 1

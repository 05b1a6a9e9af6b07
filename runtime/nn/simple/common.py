"""What the simple layers share: assertions, initial ranges, buffers made on first use."""

from __future__ import annotations

import math
from typing import Any

from ...errors import TorchError
from ...storage import copy_into
from ...tensor import TENSORS


def require(condition: Any, text: str) -> None:
    """Lua's assert: raises TorchError(text) unless the condition holds."""
    if not condition:
        raise TorchError(text)


def given(value: Any, default: Any) -> Any:
    """Lua's ``value or default``, where 0 counts as given."""
    return default if value is None or value is False else value


def initial_bound(stdv: float | None, fan: int) -> float:
    """Half the width of the uniform distribution that reset(stdv) draws parameters from."""
    return 1 / math.sqrt(fan) if stdv is None else stdv * math.sqrt(3)


def buffer(module: Any, name: str, like: Any) -> Any:
    """The tensor in the field `name` of `module`; an empty one of the type of `like` on first use."""
    found = vars(module).get(name)
    if found is None:
        found = vars(module)[name] = type(like)()
    return found


def index_buffer(found: Any, like: Any) -> Any:
    """`found` if it is a tensor of integers (old files hold others), else a new LongTensor or its Cuda twin."""
    if found is not None and found.dtype.integral:
        return found
    return TENSORS["CudaLong" if like.dtype.cuda else "Long"]()


def copied(target: Any, source: Any) -> Any:
    """Makes the tensor `target` a copy of `source` (of any type) in place; returns its array."""
    array = target.resize_array(source._size)
    copy_into(array, source.array)
    return array


def packed(tensor: Any) -> Any:
    """The array of a tensor that must be contiguous, as Torch's view() demands."""
    if not tensor.is_contiguous():
        raise TorchError("expecting a contiguous tensor")
    return tensor.array


def from_end(dimension: int, ndim: int) -> int:
    """A 1-based dimension as a positive one; negative ones count from the end."""
    return ndim + dimension + 1 if dimension < 0 else dimension

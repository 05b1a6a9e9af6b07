"""What all elementwise operations share: results that resize, and sources matched by element order.

numpy's functions are called directly: given cupy arrays they hand over to cupy themselves.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import TorchError, sizes
from .core import TensorCore

#: Elements of a block of which an operation and its temporary stay in the cache.
BLOCK = 1 << 15


def resized(r: Any, t: Any) -> Any:
    """The result `r` resized as source `t`; a new tensor of t's type if r is None."""
    if r is None:
        return t.empty(t._size)
    if r is not t and r._size != t._size:
        r._resize(t._size)
    return r


def sized(r: Any, size: tuple[int, ...], cls: Any = None) -> Any:
    """The result `r` resized to `size`; a new tensor if r is None (of class `cls`) or a class."""
    if r is None:
        return cls.empty(size)
    if isinstance(r, type):
        return r.empty(size)  # type: ignore[attr-defined]
    return r if r._size == size else r._resize(size)


def fitting(source: Any, r: Any, names: str, *tensors: TensorCore) -> Any:
    """Array of `source` in the shape of `r`: element for element in order, as TH pairs them.

    If the numbers of elements differ, the error describes `tensors` under Torch's `names`.
    """
    if source._size == r._size:
        return source.array
    counts = [t.nElement() for t in tensors]
    if len(set(counts)) > 1:
        raise inconsistent(names, tensors, counts)
    return source.array.reshape(r._size)


def inconsistent(names: str, tensors: tuple, counts: list[int]) -> TorchError:
    """TH's error for operands of different numbers of elements."""
    shown = [f"{name} {sizes(t._size)}" for name, t in zip(names.split(), tensors)]
    return TorchError(
        f"inconsistent tensor size, expected {_enumerated(shown)} to have the same number of elements, "
        f"but got {_enumerated(list(map(str, counts)))} elements respectively"
    )


def _enumerated(parts: list[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def truncated_quotient(a: Any, b: Any, out: Any) -> None:
    """``out = a / b`` as C divides integers: towards zero. `a` and `out` may be the same array."""
    if np.any(np.equal(b, 0)):
        raise TorchError("integer division by zero")
    if out.dtype.kind == "u":
        np.floor_divide(a, b, out)
        return
    quotient = np.floor_divide(a, b, dtype=out.dtype)
    inexact = np.multiply(quotient, b, dtype=out.dtype) != a
    np.add(quotient, inexact & (np.less(a, 0) != np.less(b, 0)), out=out, casting="unsafe")


def add_scaled(out: Any, value: float, source: Any) -> None:
    """``out += value * source`` without a large temporary; the arrays may be the same."""
    if value == 1:
        np.add(out, source, out)
    elif value == -1:
        np.subtract(out, source, out)
    elif out.size <= BLOCK or not (out.flags.c_contiguous and source.flags.c_contiguous):
        np.add(out, np.multiply(source, value, dtype=out.dtype), out)
    else:
        _add_scaled_blocks(out.reshape(-1), value, source.reshape(-1))


def _add_scaled_blocks(out: Any, value: float, source: Any) -> None:
    scratch = np.empty_like(out[:BLOCK])
    for start in range(0, out.size, BLOCK):
        part = out[start : start + BLOCK]
        scaled = np.multiply(source[start : start + BLOCK], value, scratch[: part.size])
        np.add(part, scaled, part)

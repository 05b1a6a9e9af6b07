"""How CAdd and CMul lay a small tensor over a large one."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...storage import LongStorage, Storage


def given_size(arguments: tuple) -> Any:
    """A new LongStorage of the sizes given as numbers or as one LongStorage."""
    if len(arguments) == 1 and isinstance(arguments[0], Storage):
        return LongStorage(arguments[0].tolist())
    return LongStorage([int(n) for n in arguments])


def aligned(large: Any, small: Any) -> tuple[Any, Any]:
    """Views of both arrays that broadcast: element by element if they have as many elements,
    dimension by dimension if they have as many dimensions, else `small` over each sample."""
    if large.size == small.size:
        return large.reshape(-1), small.reshape(-1)
    if large.ndim == small.ndim:
        if any(s not in (1, n) for n, s in zip(large.shape, small.shape)):
            raise TorchError("incorrect size: only supporting singleton expansion (size=1)")
        return large, small
    rows = large.reshape(large.shape[0], -1)
    if small.size not in (1, rows.shape[1]):
        raise TorchError("incorrect size: only supporting singleton expansion (size=1)")
    return rows, small.reshape(1, -1)


def sum_like(large: Any, small: Any) -> Any:
    """`large` summed over what `small` is repeated along; the result has the shape of `small`."""
    rows, laid = aligned(large, small)
    axes = tuple([d for d, (n, s) in enumerate(zip(rows.shape, laid.shape)) if n != s])
    return (rows.sum(axes) if axes else rows).reshape(small.shape)

"""The axes of windows, checked and computed once for modules whose fields and sizes are the same."""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable
from typing import Any

from .kernels import checks
from .kernels.axes import Axis

KEPT = 1024
_axes: dict[Hashable, tuple[Axis, ...]] = {}


def remembered(module: Any, sizes: tuple[Any, ...], compute: Callable[[], tuple[Axis, ...]]) -> tuple[Axis, ...]:
    """What `compute` gave for a module of this class with these fields and sizes; what it raises is not remembered."""
    cls: Any = type(module)
    key = (cls, *[getattr(module, name, None) for name in _fields(cls)], *sizes)
    axes = _axes.get(key)
    if axes is None:
        axes = compute()
        if len(_axes) >= KEPT:
            _axes.clear()
        _axes[key] = axes
    return axes


@functools.lru_cache(maxsize=256)
def _fields(cls: Any) -> tuple[str, ...]:
    """The fields of a window that axes depend on."""
    return tuple([prefix + dim for prefix in ("k", "d", "pad", "dilation", "adj") for dim in cls._dims])


def pooling_axes(module: Any, input: Any, gradOutput: Any = None) -> tuple[Axis, ...]:
    """A pooling's `_checked_axes` of the input; gradOutput, if given, must be of the output's sizes."""
    axes = remembered(module, (input._size, bool(module.ceil_mode)), lambda: module._checked_axes(input))
    if gradOutput is not None:
        checks.need_sizes("gradOutput", gradOutput, (*input._size[: -len(axes)], *[axis.out for axis in axes]))
    return axes

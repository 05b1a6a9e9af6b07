"""The axes of windows, checked and computed once for modules whose fields and sizes are the same."""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable
from typing import Any

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

"""The default tensor type (torch.setdefaulttensortype): what torch.Tensor, torch.zeros ... make."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import TorchError
from ..registry import lookup

_default = "torch.DoubleTensor"
_listeners: list[Callable[[], None]] = []


def set_default_type(name: str) -> None:
    """Makes `name` (``torch.FloatTensor`` or ``torch.DoubleTensor``) what torch.Tensor means."""
    global _default
    cls = lookup(name)
    if not getattr(cls, "dtype", None) or not name.endswith("Tensor"):
        raise TorchError(f"<{name}> is not a string describing a torch object")
    _default = name
    for listener in _listeners:
        listener()


def default_name() -> str:
    return _default


def default_type() -> Any:
    """The class that torch.Tensor stands for."""
    return lookup(_default)


def on_change(listener: Callable[[], None]) -> None:
    """Calls `listener` whenever the default type was set."""
    _listeners.append(listener)

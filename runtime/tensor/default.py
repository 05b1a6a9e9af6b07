"""The default tensor type (torch.setdefaulttensortype): what torch.Tensor, torch.zeros ... make."""

from __future__ import annotations

from typing import Any

from ..errors import TorchError
from ..registry import lookup

_default = "torch.DoubleTensor"


def set_default_type(name: str) -> None:
    """Makes `name` (``torch.FloatTensor`` or ``torch.DoubleTensor``) what torch.Tensor means."""
    global _default
    cls = lookup(name)
    if not getattr(cls, "dtype", None) or not name.endswith("Tensor"):
        raise TorchError(f"<{name}> is not a string describing a torch object")
    _default = name


def default_name() -> str:
    return _default


def default_type() -> Any:
    """The class that torch.Tensor stands for."""
    return lookup(_default)

"""What a file says of how a DataParallelTable ran its devices; nothing here acts on it."""

from __future__ import annotations

from ...objects import TorchObject
from ...registry import register


@register("nn.DataParallelTable.Basic")
class BasicImpl(TorchObject):
    """One thread for all devices; refers back to its table."""


@register("nn.DataParallelTable.Threads")
class ThreadsImpl(TorchObject):
    """A thread for each device; refers back to its table."""

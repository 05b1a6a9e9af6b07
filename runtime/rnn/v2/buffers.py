"""Tensors that all modules share for what is of no use after a call (torch.getBuffer)."""

from __future__ import annotations

from typing import Any

from ...backend import cupy
from ...errors import TorchError
from ...registry import lookup
from ...tensor import TensorCore


def has_gpu() -> bool:
    """Whether CUDA tensors live on a GPU here (rnn.cuda)."""
    return cupy() is not None


_buffers: dict[tuple[str, str], Any] = {}


def get_buffer(namespace: str, buffername: str, classname: Any) -> Any:
    """The shared tensor of this name; a new one where that is of another type than `classname`, a name or a tensor."""
    if not isinstance(namespace, str) or not isinstance(buffername, str):
        raise TorchError("assertion failed! a buffer has two names")
    cls = type(classname) if isinstance(classname, TensorCore) else lookup(classname)
    if cls is None:
        raise TorchError(f"torch.getBuffer: no class {classname}")
    found = _buffers.get((namespace, buffername))
    if type(found) is not cls:
        found = _buffers[namespace, buffername] = cls()
    return found

"""Checks of the tensors that reach a layer or criterion, with THNN's texts."""

from __future__ import annotations

from typing import Any

from .. import backend
from ..errors import TorchError, sizes
from ..tensor import TensorCore
from .utils import torch_type


def kernel_error(index: int, text: str) -> TorchError:
    """What THArgCheck raises in a kernel that a module calls."""
    return TorchError(f"bad argument #{index} to 'v' ({text})")


def same_type(module: Any, own: Any, other: Any, name: str) -> None:
    """`other` (what `name` says) must be a tensor of the type of `own`.

    Without a GPU a Cuda type and its host twin pass as the same: checkpoints with Cuda tensors run on host input.
    """
    if type(other) is not type(own) and not _twins(own, other):
        raise _wrong_type(module, own, other, name)


def _twins(a: Any, b: Any) -> bool:
    if not isinstance(a, TensorCore) or not isinstance(b, TensorCore) or a.dtype.numpy != b.dtype.numpy:
        return False
    return backend.get_array_module(a.array) is backend.get_array_module(b.array)


def _wrong_type(module: Any, own: Any, other: Any, name: str) -> TorchError:
    if not isinstance(other, TensorCore):
        return TorchError(f"{module._typename}: {name} must be a tensor, not {torch_type(other)}")
    short = own._typename[len("torch.") : -len("Tensor")].lower()
    return TorchError(
        f"{module._typename}: {name} is a {other._typename}, but the module works on {own._typename}: "
        f"convert {name} with :{short}(), or the module with :type('{other._typename}')"
    )


def need_size(module: Any, tensor: Any, name: str, size: tuple[int, ...]) -> None:
    """`tensor` (what `name` says) must be a tensor of this size."""
    if not isinstance(tensor, TensorCore) or tensor._size != size:
        got = sizes(tensor._size) if isinstance(tensor, TensorCore) else type(tensor).__name__
        raise TorchError(f"{module._typename}: {name} must be {sizes(size)}, got {got}")


def same_count(a: Any, a_name: str, b: Any, b_name: str) -> None:
    """Both tensors must have the same number of elements; their shapes may differ."""
    if a._size == b._size:
        return
    n, m = a.nElement(), b.nElement()
    if n != m:
        raise TorchError(
            f"{a_name} and {b_name} have different number of elements: "
            f"{a_name}{sizes(a._size)} has {n} elements, while {b_name}{sizes(b._size)} has {m} elements"
        )


def same_shape(a: Any, a_name: str, b: Any, b_name: str) -> None:
    if a._size != b._size:
        raise TorchError(
            f"{a_name} and {b_name} shapes do not match: {a_name} {sizes(a._size)}, {b_name} {sizes(b._size)}"
        )


def sized_as(tensor: Any, other: Any) -> Any:
    """The array of `tensor`, first resized as `other` (whose strides it keeps if the size fits already)."""
    size = other._size
    return tensor.array if tensor._size == size else tensor.resize_array(size)

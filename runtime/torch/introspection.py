"""What a value is: torch.typename, torch.type, torch.isTensor, torch.isTypeOf ..."""

from __future__ import annotations

from typing import Any

from ..objects import TorchObject
from ..registry import lookup
from ..storage import Storage
from ..tensor.core import TensorCore
from ..tensor.sizes import lua_type


def typename(value: Any) -> str | None:
    """Torch name of the value's class; None for what is no Torch object."""
    name = getattr(value, "typename", None)
    return name if isinstance(name, str) else getattr(value, "_typename", None)


def type_(value: Any) -> str:
    """Torch name of the value's class, or what Lua's type() says of it."""
    return typename(value) or lua_type(value)


def isTensor(value: Any) -> bool:
    """Whether the value is a tensor of any type."""
    return isinstance(value, TensorCore)


def isStorage(value: Any) -> bool:
    """Whether the value is a storage of any type."""
    return isinstance(value, Storage)


def isTypeOf(value: Any, wanted: Any) -> bool:
    """Whether the value is of the class (or Torch name) `wanted`, or of one derived from it."""
    cls = lookup(wanted) if isinstance(wanted, str) else wanted
    if isinstance(cls, type):
        return isinstance(value, cls)
    if isinstance(value, (TorchObject, TensorCore, Storage)):
        return typename(value) == wanted
    return False


def isequal(a: Any, b: Any) -> bool:
    """Whether both are the same object."""
    return a is b


FUNCTIONS = {
    "isStorage": isStorage,
    "isTensor": isTensor,
    "isTypeOf": isTypeOf,
    "isequal": isequal,
    "type": type_,
    "typename": typename,
}

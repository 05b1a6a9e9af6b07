"""What LuaJIT says where Torch's functions written in Lua (view, expand, split ...) get an argument they cannot use."""

from __future__ import annotations

import re
from typing import Any

from ..arguments import lua_type
from ..errors import TorchError
from ..objects import TorchObject
from ..storage import Storage
from .core import TensorCore


def method_of(value: Any, name: str, method: str) -> Any:
    """``value:method``: the method; LuaJIT's error if local variable `name` has none."""
    if isinstance(value, (TensorCore, Storage, TorchObject)):
        found = getattr(value, method, None)
        if found is not None:
            return found
    elif not isinstance(value, str) and not hasattr(value, "array_values"):
        raise TorchError(f"attempt to index local '{name}' (a {lua_type(value)} value)")
    raise TorchError(f"attempt to call method '{method}' (a nil value)")


def inside(name: str, method: Any, *args: Any) -> Any:
    """``tensor:name(...)`` in one of these functions: errors name the method, and count its object as no argument."""
    try:
        return method(*args)
    except TorchError as error:
        found = re.match(r"bad argument #(\d+) to '\?'(.*)", str(error), re.S)
        if found is None:
            raise
        raise TorchError(f"bad argument #{int(found[1]) - 1} to '{name}'{found[2]}") from None


def sizes_of(value: Any, name: str) -> Any:
    """``value:size()`` of what is hoped to be a tensor."""
    return method_of(value, name, "size")()

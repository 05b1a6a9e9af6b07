"""torch.view, torch.expand, torch.split ...: the functions that are a tensor's method under the same name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..arguments import lua_type
from ..errors import TorchError
from ..random.arguments import invalid_arguments
from ..storage import Storage
from ..tensor import Tensor, combine
from ..tensor.core import TensorCore
from ..tensor.default import default_type
from ..tensor.views import VIEW_FORMS

#: What Torch's own functions, in Lua, call the argument that must be a tensor.
_LOCALS = {"expand": "tensor", "expandAs": "result", "permute": "tensor", "viewAs": "src"}


def _of_method(name: str) -> Callable:
    """``torch.name(tensor, ...)`` as ``tensor:name(...)``."""

    def function(*args: Any) -> Any:
        if not args or not isinstance(args[0], TensorCore):
            raise _no_tensor(name, args)
        return getattr(args[0], name)(*args[1:])

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"torch.{name}(tensor, ...) is tensor:{name}(...): {getattr(Tensor, name).__doc__}"
    return function


def _no_tensor(name: str, args: tuple) -> TorchError:
    if name == "view":
        return TorchError(VIEW_FORMS)
    if name in _LOCALS:
        return TorchError(f"attempt to index local '{_LOCALS[name]}' (a {lua_type(args[0] if args else None)} value)")
    kind = default_type()._typename.removeprefix("torch.")
    return invalid_arguments(args, f"[*{kind}*] {kind} | [*{kind}*] {kind} index")


def totable(value: Any) -> Any:
    """The numbers of a tensor (nested) or of a storage as a table."""
    if not isinstance(value, (Tensor, Storage)):
        raise TorchError("obj must be a Storage or a Tensor")
    return value.totable()


FUNCTIONS: dict[str, Callable] = {
    name: _of_method(name) for name in ("expand", "expandAs", "permute", "squeeze", "view", "viewAs")
}
FUNCTIONS["totable"] = totable
FUNCTIONS["repeatTensor"] = combine.repeatTensor
FUNCTIONS["split"] = combine.split
FUNCTIONS["chunk"] = combine.chunk

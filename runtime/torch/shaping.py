"""torch.view, torch.expand, torch.split ...: the functions that are a tensor's method under the same name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import TorchError
from ..random.arguments import invalid_arguments
from ..storage import Storage
from ..tensor import Tensor, combine
from ..tensor.core import TensorCore


def _of_method(name: str) -> Callable:
    """``torch.name(tensor, ...)`` as ``tensor:name(...)``."""

    def function(*args: Any) -> Any:
        if not args or not isinstance(args[0], TensorCore):
            raise invalid_arguments(args, "Tensor ...")
        return getattr(args[0], name)(*args[1:])

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"torch.{name}(tensor, ...) is tensor:{name}(...): {getattr(Tensor, name).__doc__}"
    return function


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

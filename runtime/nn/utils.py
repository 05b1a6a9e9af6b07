"""Recursion over nested tables of tensors, and small helpers of layers (nn.utils)."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import numpy as np

from ..arguments import lua_type
from ..errors import TorchError
from ..objects import TorchObject
from ..table import Table
from ..tensor import TensorCore
from ..tensor.core import contiguous_strides

#: What scripts find in nn.utils; the rest is for this package.
__all__ = [
    "addSingletonDimension",
    "clear",
    "contiguousView",
    "recursiveAdd",
    "recursiveCopy",
    "recursiveFill",
    "recursiveResizeAs",
    "recursiveType",
]


def torch_type(value: Any) -> str:
    """torch.type: the Torch class name, or Lua's name of a basic type."""
    return getattr(value, "_typename", None) or lua_type(value)


def as_table(value: Any) -> Any:
    """Python lists and tuples of tensors as Tables, numpy arrays as tensors; all else as it is."""
    if isinstance(value, (list, tuple)):
        return Table([as_table(v) for v in value])
    if isinstance(value, np.ndarray):
        from ..tensor import from_array

        return from_array(value)
    return value


def recursive_map(value: Any, function: Any) -> Any:
    """`value` with `function` applied to each tensor of its nested tables (new Tables)."""
    if isinstance(value, Table):
        return Table({key: recursive_map(v, function) for key, v in value.items()})
    return function(value)


def recursiveType(param: Any, type: str, tensorCache: MutableMapping | None = None) -> Any:
    """Converts tensors in nested tables and modules to `type`; what shared a storage still does.

    `tensorCache` carries the conversions made so far from one call to the next.
    """
    cache = Table() if tensorCache is None else tensorCache
    if isinstance(param, TensorCore):
        return param if param._typename == type else _converted(param, type, cache)
    if isinstance(param, Table):
        for key, value in param.items():
            new = recursiveType(value, type, cache)
            if new is not value:
                param[key] = new
    elif isinstance(param, TorchObject) and hasattr(param, "type"):
        param.type(type, cache)
    return param


def _converted(tensor: Any, type: str, cache: MutableMapping) -> Any:
    known = cache.get(tensor)
    if known is None:
        storage = cache.get(tensor._storage)
        if storage is None:
            storage = cache[tensor._storage] = tensor._storage.type(type.replace("Tensor", "Storage"))
        cls = _tensor_class(type)
        known = cls.make(storage, tensor._offset, tensor._size, tensor._stride)
        cache[tensor] = known
    return known


def _tensor_class(name: str) -> Any:
    from ..registry import lookup

    cls = lookup(name)
    if cls is None or not issubclass(cls, TensorCore):
        raise TorchError(f"no tensor type {name}")
    return cls


def _listed(value: Any) -> Any:
    return value if isinstance(value, Table) else Table([value] if value is not None else [])


def _mismatch(a: Any, b: Any) -> TorchError:
    return TorchError(f"expecting nested tensors or tables. Got {torch_type(a)} and {torch_type(b)} instead")


def recursiveResizeAs(t1: Any, t2: Any) -> tuple[Any, Any]:
    """Gives t1 the structure and sizes of t2; returns both."""
    if isinstance(t2, Table):
        t1 = _listed(t1)
        for key, value in t2.items():
            t1[key], t2[key] = recursiveResizeAs(t1.get(key), value)
        for key in list(t1.keys()):
            if key not in t2:
                t1[key] = None
    elif isinstance(t2, TensorCore):
        t1 = t1 if isinstance(t1, TensorCore) else type(t2)()
        t1._resize(t2._size)
    else:
        raise _mismatch(t1, t2)
    return t1, t2


def recursiveFill(t2: Any, val: float) -> Any:
    """Fills all tensors of a nested table."""
    if isinstance(t2, Table):
        for value in t2.values():
            recursiveFill(value, val)
    elif isinstance(t2, TensorCore):
        t2.fill(val)
    else:
        raise TorchError(f"expecting tensor or table thereof. Got {torch_type(t2)} instead")
    return t2


def recursiveAdd(t1: Any, val: Any = None, t2: Any = None) -> tuple[Any, Any]:
    """t1 = t1 + val * t2 over nested tables; ``recursiveAdd(t1, t2)`` takes val as 1."""
    if t2 is None and val is None:
        raise TorchError("expecting at least two arguments")
    if t2 is None:
        val, t2 = 1, val
    val = 1 if val is None else val
    if isinstance(t2, Table):
        t1 = _listed(t1)
        for key, value in t2.items():
            t1[key], t2[key] = recursiveAdd(t1.get(key), val, value)
    elif isinstance(t1, TensorCore) and isinstance(t2, TensorCore):
        t1.add(val, t2)
    else:
        raise _mismatch(t1, t2)
    return t1, t2


def recursiveCopy(t1: Any, t2: Any, _async: Any = None) -> tuple[Any, Any]:
    """Makes t1 a copy of the nested table t2, reusing t1's tensors; returns both."""
    if isinstance(t2, Table):
        t1 = _listed(t1)
        for key, value in t2.items():
            t1[key], t2[key] = recursiveCopy(t1.get(key), value)
    elif isinstance(t2, TensorCore):
        t1 = t1 if isinstance(t1, TensorCore) else type(t2)()
        t1._resize(t2._size)
        t1.copy(t2)
    else:
        raise _mismatch(t1, t2)
    return t1, t2


def addSingletonDimension(*args: Any) -> Any:
    """``([view,] tensor[, dim])``: the tensor with a new dimension of size 1 (the first by default)."""
    view, t, dim = (None, *args, None, None)[:3] if len(args) < 3 else args[:3]
    if view is not None and not isinstance(view, TensorCore):
        raise TorchError(f"output tensor expected, got {torch_type(view)}")
    if not isinstance(t, TensorCore):
        raise TorchError("input tensor expected")
    view, dim = type(t)() if view is None else view, 1 if dim is None else int(dim)
    if not 0 < dim <= len(t._size) + 1:
        raise TorchError(f"invalid dimension: {dim}. Tensor is of {len(t._size)} dimensions.")
    size = (*t._size[: dim - 1], 1, *t._size[dim - 1 :])
    stride = (*t._stride[: dim - 1], 1, *t._stride[dim - 1 :])
    return view._reshape(t._storage, t._offset, size, stride)


def contiguousView(output: Any, input: Any, *size: Any) -> Any:
    """A view of `input` with other sizes in `output`, over a copy where input is not contiguous."""
    output = type(input)() if output is None else output
    if input.is_contiguous():
        return output.view(input, *size)
    output._resize(input._size, contiguous_strides(input._size)).copy(input)
    return output.view(output, *size)


def clear(module: Any, *names: Any) -> Any:
    """Empties the named fields of a module or table: tensors in place, tables are replaced, all else removed."""
    if names and not isinstance(names[0], str):
        names = tuple(names[0].array_values() if isinstance(names[0], Table) else names[0])
    fields = module if isinstance(module, Table) else vars(module)
    for name in names:
        value = fields.get(name)
        if isinstance(value, TensorCore):
            value.set()
        elif isinstance(value, Table):
            fields[name] = Table()
        elif value is not None and value is not False:
            del fields[name]
    return module

"""Functions over nested tables of tensors (nn.rnn: recursiveCopy, recursiveAdd ...)."""

from __future__ import annotations

from typing import Any

from ..errors import TorchError
from ..nn.simple.common import copied
from ..nn.utils import torch_type
from ..table import Table
from ..tensor import TensorCore

#: The differences that recursiveTensorEq lets pass.
_CLOSE = 0.00001


def _listed(value: Any) -> Table:
    """A table to fill: `value` itself, or one that holds it."""
    return value if isinstance(value, Table) else Table([value] if value is not None else [])


def _mismatch(t1: Any, t2: Any) -> TorchError:
    return TorchError(f"expecting nested tensors or tables. Got {torch_type(t1)} and {torch_type(t2)} instead")


def _no_tensor(value: Any) -> TorchError:
    return TorchError(f"expecting tensor or table thereof. Got {torch_type(value)} instead")


def _tensor(found: Any, like: Any) -> Any:
    return found if isinstance(found, TensorCore) else type(like)()


def recursiveResizeAs(t1: Any, t2: Any) -> tuple[Any, Any]:
    """Gives t1 the structure and sizes of t2 (t1's other keys stay); returns both."""
    if isinstance(t2, Table):
        t1 = _listed(t1)
        for key, value in t2.items():
            t1[key] = recursiveResizeAs(t1.get(key), value)[0]
    elif isinstance(t2, TensorCore):
        t1 = _tensor(t1, t2)
        t1.resize_array(t2._size)
    else:
        raise _mismatch(t1, t2)
    return t1, t2


def recursiveSet(t1: Any, t2: Any) -> tuple[Any, Any]:
    """Makes the tensors of t1 views of those of t2; returns both."""
    if isinstance(t2, Table):
        t1 = _listed(t1)
        for key, value in t2.items():
            t1[key] = recursiveSet(t1.get(key), value)[0]
    elif isinstance(t2, TensorCore):
        t1 = _tensor(t1, t2)
        t1.set(t2)
    else:
        raise _mismatch(t1, t2)
    return t1, t2


def recursiveCopy(t1: Any, t2: Any) -> tuple[Any, Any]:
    """Makes t1 a copy of t2 in the tensors that it has; returns both."""
    if isinstance(t2, TensorCore):
        t1 = _tensor(t1, t2)
        copied(t1, t2)
    elif isinstance(t2, Table):
        t1 = _listed(t1)
        for key, value in t2.items():
            t1[key] = recursiveCopy(t1.get(key), value)[0]
    else:
        raise _mismatch(t1, t2)
    return t1, t2


def recursiveAdd(t1: Any, t2: Any) -> tuple[Any, Any]:
    """t1 = t1 + t2; returns both."""
    if isinstance(t2, Table):
        t1 = _listed(t1)
        for key, value in t2.items():
            t1[key] = recursiveAdd(t1.get(key), value)[0]
    elif isinstance(t1, TensorCore) and isinstance(t2, TensorCore):
        t1.add(t2)
    else:
        raise _mismatch(t1, t2)
    return t1, t2


def recursiveTensorEq(t1: Any, t2: Any) -> bool:
    """Whether the tensors of t2 and those of t1 in the same places differ by less than 0.00001."""
    if isinstance(t2, Table):
        if not isinstance(t1, Table):
            return False
        return all(recursiveTensorEq(t1.get(key), value) for key, value in t2.items())
    if isinstance(t1, TensorCore) and isinstance(t2, TensorCore):
        difference = t1.clone()
        difference.add(-1, t2)
        return bool(difference.abs().max() < _CLOSE)
    raise _mismatch(t1, t2)


def recursiveNormal(t2: Any) -> Any:
    """Fills all tensors with draws of the standard normal distribution."""
    if isinstance(t2, Table):
        for value in t2.values():
            recursiveNormal(value)
    elif isinstance(t2, TensorCore):
        t2.normal()
    else:
        raise _no_tensor(t2)
    return t2


def recursiveFill(t2: Any, val: float) -> Any:
    """Fills all tensors with one number."""
    if isinstance(t2, Table):
        for value in t2.values():
            recursiveFill(value, val)
    elif isinstance(t2, TensorCore):
        t2.fill(val)
    else:
        raise _no_tensor(t2)
    return t2


def recursiveType(param: Any, type_str: str) -> Any:
    """Tensors converted to a type, in lists that stay the same; modules and all else stay as they are."""
    if isinstance(param, Table):
        for i, value in enumerate(param.array_values(), 1):
            param[i] = recursiveType(value, type_str)
    elif isinstance(param, TensorCore):
        return param.type(type_str)
    return param


def recursiveSum(t2: Any) -> float:
    """The sum of all elements."""
    if isinstance(t2, Table):
        return sum([recursiveSum(value) for value in t2.values()])
    if isinstance(t2, TensorCore):
        return t2.sum()
    raise _no_tensor(t2)


def recursiveNew(t2: Any) -> Any:
    """The same structure with empty tensors."""
    if isinstance(t2, Table):
        return Table({key: recursiveNew(value) for key, value in t2.items()})
    if isinstance(t2, TensorCore):
        return type(t2)()
    raise _no_tensor(t2)


def recursive_zero(t1: Any, t2: Any) -> Any:
    """Zeros in the structure and sizes of t2, in the tensors of t1 where it has them."""
    return recursiveFill(recursiveResizeAs(t1, t2)[0], 0)


__all__ = [
    "recursiveAdd",
    "recursiveCopy",
    "recursiveFill",
    "recursiveNew",
    "recursiveNormal",
    "recursiveResizeAs",
    "recursiveSet",
    "recursiveSum",
    "recursiveTensorEq",
    "recursiveType",
]

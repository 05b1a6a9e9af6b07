"""The `torch` package: tensor and storage types, and every function on them, under Torch's own names.

``from runtime import torch``::

    t = torch.FloatTensor([[1, 2], [3, 4]])      # or torch.FloatTensor(2, 2), torch.zeros(2, 2) ...
    torch.add(t, 1); t.add(1, t).cmul(t)         # functions make results, methods work in place
    values, positions = torch.max(t, 2)          # dims and positions count from 1
    a = t.numpy(); t = torch.from_numpy(a)       # both share memory

`FUNCTIONS` maps the names that Lua sees in ``torch`` to functions; the accepted arguments are those of
Torch (each docstring lists them): a result tensor may come first, in methods it is the tensor itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..storage import Storage, storage_types
from ..tensor import TENSORS, Tensor, from_array
from ..tensor.default import default_name, set_default_type
from ..tensor.overload import FUNCTIONS as _OPERATIONS
from ..timer import Timer
from . import introspection, random, shaping, threads
from .introspection import isequal, isStorage, isTensor, isTypeOf, typename
from .random import Generator

TYPES: dict[str, type] = {cls.__name__: cls for cls in (*TENSORS.values(), *storage_types())}


def from_numpy(array: Any) -> Tensor:
    """The tensor that shares the memory of a numpy (or cupy) array; see its element types in TYPES.

    Arrays in the other byte order are copied.
    """
    if not hasattr(array, "dtype"):
        name = array.__class__.__name__  # `type` is a function of torch here
        raise TypeError(f"from_numpy takes a numpy or cupy array, not {name}: torch.DoubleTensor(values) copies values")
    return from_array(array)


def setdefaulttensortype(name: str) -> None:
    """Makes ``'torch.FloatTensor'`` (or another type) what torch.Tensor, torch.zeros ... create."""
    set_default_type(name)


def getdefaulttensortype() -> str:
    """Name of the type that torch.Tensor stands for."""
    return default_name()


FUNCTIONS: dict[str, Any] = {
    **{name: dispatcher.callable for name, dispatcher in _OPERATIONS.items()},
    **shaping.FUNCTIONS,
    **random.FUNCTIONS,
    **introspection.FUNCTIONS,
    **threads.FUNCTIONS,
    "setdefaulttensortype": setdefaulttensortype,
    "getdefaulttensortype": getdefaulttensortype,
}

globals().update({**TYPES, **FUNCTIONS})

__all__ = sorted({*TYPES, *FUNCTIONS, "Tensor", "Storage", "Generator", "Timer", "from_numpy", "TYPES", "FUNCTIONS"})


if TYPE_CHECKING:  # types and functions come from tables
    from .functions import *  # noqa: F403

    ByteTensor = CharTensor = ShortTensor = IntTensor = LongTensor = HalfTensor = FloatTensor = DoubleTensor = Tensor

    def __getattr__(name: str) -> Any: ...


def __dir__() -> list[str]:
    return __all__

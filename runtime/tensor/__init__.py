"""Tensors: one class a Torch type, made of mixins and operations that group the methods as Torch's manual does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..dtypes import DTYPES, DType, from_numpy
from ..registry import register
from ..storage import storage_type
from . import (
    arithmetic,
    bits,
    blas,
    compare,
    convolve,
    create,
    histogram,
    indexed,
    lapack,
    masked,
    matrix,
    moments,
    order,
    pointwise,
    reduce,
)
from .apply import Apply
from .combine import Combine
from .construct import Construct
from .convert import Convert
from .core import TensorCore
from .indexing import Indexing
from .operators import Operators
from .overload import install
from .protocols import Protocols
from .random import METHODS as RANDOM_METHODS
from .random import RandomMixin, supports
from .shape import Shape
from .views import Views

if TYPE_CHECKING:  # the operations that `install` adds, as docs/generate_stubs.py writes them down
    from .methods import Methods
else:
    Methods = TensorCore


class Tensor(Construct, Shape, Views, Indexing, Convert, Combine, Apply, Operators, Protocols, RandomMixin, Methods):
    """A Torch tensor; ``Tensor(...)`` itself makes one of the default type.

    Dims and indices of methods count from 1 as in Torch; ``t[...]``, iteration and numpy see the
    tensor as Python does.
    """

    __slots__ = ()

    @staticmethod
    def isTensor(value: object) -> bool:
        """Whether the value is a tensor of any type."""
        return isinstance(value, TensorCore)

    def __eq__(self, other: object) -> bool:
        return self is other  # as in Lua: identity; torch.equal compares contents

    __hash__ = object.__hash__


TENSORS: dict[str, type[Tensor]] = {}


_DEVICE = {False: "", True: " in GPU memory (host memory where there is no GPU)"}
_DOC = """A tensor of {element} elements{device}.

``{name}(2, 3)`` is uninitialised, ``{name}([[1, 2], [3, 4]])`` copies values or an ndarray,
``{name}(other)`` shares the memory of a tensor of this type, ``{name}()`` is empty.
``{name}.wrap(array)`` and ``t.numpy()`` share memory with numpy. Methods count dims and indices from 1,
``t[...]`` and iteration from 0.
"""


def _declare(dtype: DType) -> type[Tensor]:
    attributes: dict[str, Any] = {
        "__slots__": (),
        "__module__": __name__,
        "__doc__": _DOC.format(name=f"{dtype.name}Tensor", element=dtype.numpy.name, device=_DEVICE[dtype.cuda]),
        "dtype": dtype,
        "storage_class": storage_type(dtype),
    }
    cls = register(dtype.tensor)(type(f"{dtype.name}Tensor", (Tensor,), attributes))
    cls._lua_methods = {"new": lambda *args: cls(*args)}  # in Lua t.new(2, 3) is the constructor, t:new() shares t
    cls._lua_methods |= dict.fromkeys([name for name in RANDOM_METHODS if not supports(dtype, name)])
    return cls


for _dtype in DTYPES.values():
    TENSORS[_dtype.name] = _declare(_dtype)
for _cls in TENSORS.values():
    _where = "Cuda" if _cls.dtype.cuda else ""
    _cls.index_class, _cls.byte_class = TENSORS[f"{_where}Long"], TENSORS[f"{_where}Byte"]
    install(_cls)

globals().update({cls.__name__: cls for cls in TENSORS.values()})


def from_array(array) -> Tensor:
    """The tensor of the fitting type that shares the memory of `array` (numpy or cupy)."""
    if not hasattr(array, "__array_interface__"):
        dtype = from_numpy(array.dtype)
        cuda = {d.numpy: d.name for d in DTYPES.values() if d.cuda}
        return TENSORS[cuda[dtype.numpy]].wrap(array)
    if array.dtype.kind == "b":
        array = array.view("u1")
    if not array.dtype.isnative:
        array = array.astype(array.dtype.newbyteorder("="))
    return TENSORS[from_numpy(array.dtype).name].wrap(array)


__all__ = ["TENSORS", "Tensor", "TensorCore", "from_array"]

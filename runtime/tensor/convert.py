"""Copies between types, and tensors as Python values (copy, type, totable, numpy ...)."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import backend
from ..arguments import check_string, wrong_type
from ..errors import TorchError, sizes
from ..registry import lookup
from ..storage import copy_into
from .core import TensorCore
from .lua_errors import method_of


class Convert(TensorCore):
    """Conversion of a tensor to other types and to Python."""

    __slots__ = ()

    def copy(self, source: Any = None) -> Any:
        """Copies the elements of a tensor of any type and the same number of elements."""
        if not isinstance(source, TensorCore):
            raise wrong_type(2, "torch.*Tensor", source)
        if self._size == source._size:
            if self._size:
                copy_into(self.array, source.array)
            return self
        mine, theirs = self.nElement(), source.nElement()  # type: ignore[attr-defined]
        if mine != theirs:
            raise TorchError(
                f"inconsistent tensor size, expected tensor {sizes(self._size)} and src {sizes(source._size)} "
                f"to have the same number of elements, but got {mine} and {theirs} elements respectively"
            )
        flat = source.array.reshape(-1)
        if self.is_contiguous():
            copy_into(self.array.reshape(-1), flat)
        else:
            copy_into(self.array, flat.reshape(self._size))
        return self

    def type(self, name: str | None = None) -> Any:
        """Without argument the type's name; else this tensor, converted by a copy if the type differs."""
        if name is None or name is False:
            return self._typename
        if name == self._typename:
            return self
        cls = lookup(name)
        if cls is None or not issubclass(cls, TensorCore):
            if not isinstance(name, str):
                name = check_string(1, name)
            raise TorchError("attempt to index a nil value")  # Torch looks up the metatable of that name
        result = cls.empty(self._size)
        if self._size:
            copy_into(result.array, self.array)
        return result

    def typeAs(self, other: Any = None) -> Any:
        """This tensor, converted to the other's type."""
        return self.type(method_of(other, "tensor", "type")())

    def real(self) -> Any:
        """Converts to the default tensor type."""
        from .default import default_name

        return self.type(default_name())

    def totable(self) -> Any:
        """Nested Tables of numbers."""
        return _tables(backend.to_host(self.array).tolist())

    def tolist(self) -> list:
        """Nested lists of numbers."""
        return backend.to_host(self.array).tolist()

    def numpy(self) -> np.ndarray:
        """The elements as an ndarray that shares the memory (a copy where they are on a GPU)."""
        return backend.to_host(self.array)

    @property
    def shape(self) -> tuple[int, ...]:
        """The sizes as a tuple."""
        return self._size

    @property
    def ndim(self) -> int:
        """Number of dimensions."""
        return len(self._size)

    def item(self) -> float:
        """The only element, as a Python number."""
        return self.array.item()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        array = self.numpy()
        if dtype is not None and array.dtype != dtype:
            if copy is False:
                raise ValueError(f"a copy is needed to convert {array.dtype} to {np.dtype(dtype)}")
            return array.astype(dtype)
        return array.copy() if copy else array

    def __dlpack__(self, **options: Any) -> Any:
        return self.array.__dlpack__(**options)

    def __dlpack_device__(self) -> Any:
        return self.array.__dlpack_device__()

    def __float__(self) -> float:
        return float(self.array.item())

    def __format__(self, spec: str) -> str:
        """``f"{t:.3f}"`` of one element; without a format the whole tensor's text."""
        return format(self.array.item(), spec) if spec else str(self)

    def __contains__(self, value: Any) -> bool:
        """Whether any element equals `value`, as in numpy."""
        return bool((self.array == value).any())

    def __tostring__(self) -> str:
        from ..printing.tensor import tensor_tostring

        return tensor_tostring(self)

    def __repr__(self) -> str:
        return self.__tostring__()


def _tables(values: list) -> Any:
    from ..table import Table

    return Table([_tables(v) if isinstance(v, list) else v for v in values])


def _converter(method: str, name: str) -> Any:
    def convert(self: Any) -> Any:
        return self.type(name)

    convert.__name__ = method
    convert.__doc__ = f"Converts to {name}."
    return convert


for _method in ("byte", "char", "short", "int", "long", "float", "double", "half"):
    setattr(Convert, _method, _converter(_method, f"torch.{_method.capitalize()}Tensor"))
Convert.cuda = _converter("cuda", "torch.CudaTensor")
for _method in ("Byte", "Char", "Short", "Int", "Long", "Double", "Half"):
    setattr(Convert, f"cuda{_method}", _converter(f"cuda{_method}", f"torch.Cuda{_method}Tensor"))

"""What modules with a sliding window share: their fields by dimension (kW, dW, padW, ...) and their text."""

from __future__ import annotations

from typing import Any, ClassVar

from ...printing.number import lua_tostring
from ...tensor import TENSORS, TensorCore
from ..module import Module


class Windowed(Module):
    """Base of convolutions and poolings. `_dims` names the spatial dimensions, outermost first."""

    _dims: ClassVar[str] = "HW"
    #: The order of the fields in constructors, texts and errors.
    _order: ClassVar[str] = "WH"
    kW: Any
    kH: Any
    dW: Any
    dH: Any
    padW: Any
    padH: Any

    def _set(self, prefix: str, values: tuple, default: Any = None, follow: bool = False) -> None:
        """Sets the fields prefix + dimension, in the order of constructors.

        `default` (one, or one each) stands for None; with `follow` each field is by default as the one before.
        """
        each = default if isinstance(default, tuple) else (default,) * len(values)
        before = each[0]
        for d, value, other in zip(self._order, values, each):
            before = (before if follow else other) if value is None else value
            setattr(self, prefix + d, before)

    def _each(self, prefix: str, default: int | None = None, order: str | None = None) -> tuple[int, ...]:
        """The fields prefix + dimension, by default outermost first; absent ones are `default`."""
        values = [getattr(self, prefix + d, None) for d in order or self._dims]
        return tuple([int(default if v is None else v) for v in values])  # type: ignore[arg-type]

    def _names(self, prefix: str) -> list[str]:
        return [prefix + d for d in self._dims]

    def _numbers(self, prefix: str, separator: str = ",") -> str:
        return separator.join([lua_tostring(getattr(self, prefix + d)) for d in self._order])

    def _differs(self, prefix: str, value: int) -> bool:
        """Whether one of the fields is there and is not `value`."""
        return any(getattr(self, prefix + d, None) not in (None, value) for d in self._order)

    def _text(self, head: str, strides: bool | None = None) -> str:
        """``head, 2,2, 1,1``: strides where they or the padding are not the default (or as told), padding where set."""
        padded = self._differs("pad", 0)
        if strides or (strides is None and (self._differs("d", 1) or padded)):
            head += ", " + ",".join([str(v) for v in self._each("d", order=self._order)])
        return head + (", " + self._numbers("pad") if padded else "")

    def _window_text(self) -> str:
        return "x".join([str(v) for v in self._each("k", order=self._order)])


def batched(array: Any, spatial: int) -> Any:
    """`array` with samples first: one is added where there are only planes and `spatial` dimensions."""
    return array[None] if array.ndim == spatial + 1 else array


def planes_of(array: Any, spatial: int) -> Any:
    """`array` as (samples * planes, *sizes); a copy where its strides do not allow a view."""
    return array.reshape(-1, *array.shape[-spatial:])


def index_tensor(indices: Any, input: Any) -> Any:
    """`indices` if it is a Long (CudaLong) tensor as the pooling of `input` needs it, else a new one."""
    cls = TENSORS["CudaLong" if input.dtype.cuda else "Long"]
    return indices if isinstance(indices, cls) else cls()


def evaluating(module: Any) -> bool:
    """Whether the module was told evaluate(); one that was told nothing trains."""
    return module.train is False


def drop(tensor: Any) -> None:
    """Empties a tensor in place, if it is one."""
    if isinstance(tensor, TensorCore):
        tensor.set()

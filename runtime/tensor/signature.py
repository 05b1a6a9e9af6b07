"""Torch's argument patterns: how they are written, what they accept, how a matched call is arranged.

A pattern is a list of slots. ``*T*`` is the result tensor, ``[T]`` may be left out, ``T~2D`` has two
dimensions, ``[real=1]`` has a default. Kinds: T a tensor of the operation's type, I an index tensor
(LongTensor), B a mask (ByteTensor), real a number in the tensor's type, accreal, double, long, int,
index (a dimension, 1-based outside and 0-based in kernels), boolean, sizes (numbers or a LongStorage),
{T+} a table of tensors, (V|F) one of these letters, or the name of a tensor type.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from typing import Any

import numpy as np

from ..dtypes import DType
from ..storage import LongStorage
from .core import TensorCore

_TOKEN = re.compile(
    r"(?P<open>\[)?(?P<star>\*)?(?P<kind>\{T\+\}|\([A-Z|]+\)|[A-Za-z]+)(?:~(?P<ndim>\d)D)?\*?(?:=(?P<default>[^\]]+))?\]?$"
)
_NUMBERS = {"real", "accreal", "double", "long", "int", "index"}
_DEVICE = {"I": "CudaLong", "B": "CudaByte"}
_CONSTANTS = {"true": "True", "false": "False", "last": "None"}
_C_NAMES = {
    "float64": "double",
    "float32": "float",
    "float16": "half",
    "uint8": "unsigned char",
    "int8": "char",
    "int16": "short",
    "int32": "int",
    "int64": "long",
}


@dataclass(frozen=True)
class Slot:
    """One argument of a pattern."""

    kind: str
    returned: bool = False
    optional: bool = False
    default: str | None = None
    ndim: int = 0

    @property
    def choices(self) -> str:
        return self.kind.strip("()").replace("|", "") if self.kind[0] == "(" else ""


@cache
def parse(pattern: str) -> tuple[Slot, ...]:
    """The slots of one alternative, e.g. ``*T* [T] [real=1] T``."""
    return tuple([_slot(token) for token in pattern.split()])


def _slot(token: str) -> Slot:
    match = _TOKEN.match(token)
    if match is None:
        raise ValueError(f"{token!r} is no slot of an argument pattern")
    kind, optional = match["kind"], match["open"] is not None
    default = match["default"]
    if optional and kind[0] == "(":
        default = repr(default or kind[1])
    elif default:
        default = _CONSTANTS.get(default, default)
    return Slot(kind, match["star"] is not None, optional, default, int(match["ndim"] or 0))


def as_function(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
    """The function form of a method's pattern: the result may be left out, the source may not."""
    return tuple([_as_function(slot) for slot in slots])


def _as_function(slot: Slot) -> Slot:
    if slot.returned:
        return replace(slot, optional=True)
    return replace(slot, optional=False) if slot.kind == "T" else slot


def usage(slots: tuple[Slot, ...], cls: type[TensorCore] | None = None) -> str:
    """The pattern as Torch's error messages show it for `cls` (for any tensor type without it)."""
    names = _names(cls._typename.removeprefix("torch."), cls.dtype) if cls else _names("Tensor", None)
    return " ".join([_shown(slot, names) for slot in slots])


@cache
def _names(tensor: str, dtype: DType | None) -> dict[str, str]:
    return {
        "T": tensor,
        "I": "LongTensor",
        "B": "ByteTensor",
        "{T+}": f"{{{tensor}+}}",
        "real": _C_NAMES[dtype.numpy.name] if dtype else "number",
        "accreal": ("long" if dtype.integral else "double") if dtype else "number",
        "sizes": "(LongStorage | dim1 [dim2...])",
    }


def _shown(slot: Slot, names: dict[str, str]) -> str:
    text = names.get(slot.kind, slot.kind) + (f"~{slot.ndim}D" if slot.ndim else "")
    text = f"*{text}*" if slot.returned else text
    return f"[{text}]" if slot.optional else text


def variants(slots: tuple[Slot, ...]) -> list[tuple[Slot, ...]]:
    """All ways of leaving out optional slots, the shortest call first, as cwrap tries them."""
    optional = [slot for slot in slots if slot.optional]
    result = []
    for given in product((False, True), repeat=len(optional)):
        present = dict(zip(map(id, optional), reversed(given)))
        result.append(tuple([s for s in slots if present.get(id(s), True)]))
    return result


def accepts(slot: Slot, kind: type, cls: type[TensorCore]) -> bool:
    """Whether a value of type `kind` fits `slot` of an operation on `cls` (dimensions aside)."""
    wanted = slot.kind
    if wanted == "T":
        return kind is cls or issubclass(kind, cls)
    if wanted in _NUMBERS:
        return is_number(kind)
    if wanted == "boolean":
        return issubclass(kind, (bool, np.bool_))
    if wanted in ("I", "B"):
        exact = cls.index_class if wanted == "I" else cls.byte_class
        return issubclass(kind, exact) or (not slot.returned and _stands_for(kind, exact))
    if wanted == "sizes":
        return is_number(kind) or issubclass(kind, (list, tuple)) or kind is LongStorage
    if wanted == "{T+}":
        return is_list(kind)
    if slot.choices:
        return issubclass(kind, str)
    return getattr(kind, "_typename", None) == f"torch.{wanted}"


def _stands_for(kind: type, exact: type[TensorCore]) -> bool:
    """Whether `kind` serves as `exact`, indices or a mask on a GPU: the host type, and CudaTensor (old cutorch)."""
    return issubclass(kind, TensorCore) and exact.dtype.cuda and kind.dtype.name in (exact.dtype.host, "Cuda")


def is_number(kind: type) -> bool:
    return kind is int or kind is float or (issubclass(kind, (int, float, np.number)) and kind is not bool)


def is_list(kind: type) -> bool:
    return issubclass(kind, (list, tuple)) or hasattr(kind, "array_values")


def guard(slot: Slot, name: str) -> str:
    """A condition on the value itself that `slot` makes, as Python source; empty if there is none."""
    if slot.ndim:
        return f"len({name}._size) == {slot.ndim}"
    if slot.choices:
        return f"{name} in {tuple(slot.choices)!r}"
    if slot.kind == "{T+}":
        return f"are_tensors({name}, T)"
    return ""


def conversion(slot: Slot, name: str, kind: type, dtype: DType) -> str:
    """Python source that gives the kernel's value of argument `name`, known to be of type `kind`."""
    wanted = slot.kind
    if wanted == "real":
        return f"cast({name})" if dtype.integral else name
    if wanted == "index":
        return f"{name} - 1" if kind is int else f"int({name}) - 1"
    if wanted in ("long", "int") or (wanted == "accreal" and dtype.integral):
        return name if kind is int else f"int({name})"
    if wanted == "{T+}":
        return f"tensors({name})"
    if wanted in _DEVICE and not slot.returned and dtype.cuda and kind.dtype.name != _DEVICE[wanted]:  # type: ignore[attr-defined]
        return f"{name}.type(T.{'index_class' if wanted == 'I' else 'byte_class'}._typename)"
    return name


def tensors(values: Any) -> list:
    """The tensors of a list or Table."""
    return values.array_values() if hasattr(values, "array_values") else list(values)


def are_tensors(values: Any, cls: type[TensorCore]) -> bool:
    values = tensors(values)
    return bool(values) and all(isinstance(v, cls) for v in values)

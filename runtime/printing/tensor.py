"""tostring of tensors and storages (torch.Tensor.__tostring__): one format for all elements."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .. import backend
from .cformat import cformat, format_array

_LINE = 80


def tensor_tostring(tensor: Any) -> str:
    """What tostring gives for a tensor of any type: its elements and a line with type and size."""
    size = tensor.array.shape if tensor._size else ()
    if not size:
        return f"[{tensor.typename} with no dimension]\n"
    values = backend.to_host(tensor.array).astype(np.float64).reshape(-1)
    pattern, scale, width = number_format(values)
    texts = format_array(pattern, _scaled(values, scale))
    if len(size) == 1:
        body = _column(texts, scale)
    elif len(size) == 2:
        body = _matrix(texts, size[1], scale, width, "")
    else:
        body = _slices(texts, size, scale, width)
    return f"{body}[{tensor.typename} of size {'x'.join(map(str, size))}]\n"


def storage_tostring(storage: Any) -> str:
    """What tostring gives for a storage: one element a line."""
    values = backend.to_host(storage.array).astype(np.float64)
    body = ""
    if len(values):
        pattern, scale, _ = number_format(values)
        body = _column(format_array(pattern, _scaled(values, scale)), scale)
    return f"{body}[{storage.typename} of size {len(values)}]\n"


def number_format(values: np.ndarray) -> tuple[str, float | None, int | None]:
    """(format, common factor or None, width) that suits all `values`; the width is None if one is NaN."""
    integral = bool((values == np.ceil(values)).all())
    sizes = np.abs(values)
    low, high = _exponent(float(sizes.min())), _exponent(float(sizes.max()))
    if math.isnan(high):
        return "%f", None, None
    if integral:
        return ("%11.4e", None, 11) if high > 9 else (f"%{int(high) + 1}d", None, int(high) + 1)
    if high - low > 4:
        width = 12 if abs(high) > 99 or abs(low) > 99 else 11
        return f"%{width}.4e", None, width
    if high > 5 or high < 0:
        return "%7.4f", math.pow(10, high - 1), 7
    width = 7 if high == 0 else int(high) + 6
    return f"%{width}.4f", None, width


def _exponent(size: float) -> float:
    """Digits before the decimal point."""
    if size == 0:
        return 1
    return math.floor(math.log10(size)) + 1 if math.isfinite(size) else size


def _scaled(values: np.ndarray, scale: float | None) -> np.ndarray:
    if scale is None:
        return values
    with np.errstate(divide="ignore", invalid="ignore"):  # 10^-324 is 0
        return values / scale


def _factor(scale: float | None) -> str:
    return cformat("%g", scale) + " *\n" if scale is not None else ""


def _column(texts: list[str], scale: float | None) -> str:
    return _factor(scale) + "\n".join(texts) + "\n"


def _matrix(texts: list[str], columns: int, scale: float | None, width: int | None, indent: str) -> str:
    """Rows of numbers, in groups of as many columns as fit a line; `texts` is row by row."""
    fit = columns if width is None else (_LINE - len(indent)) // (width + 1)
    rows = [texts[i : i + columns] for i in range(0, len(texts), columns)]
    head = _factor(scale) + " " + indent if scale else ""
    between = "\n" + indent + (" " if scale else "")
    parts = [indent]
    for first in range(0, columns, fit):
        last = min(first + fit, columns)
        if fit < columns:
            parts.append(("\n" if first else "") + f"Columns {first + 1} to {last}\n{indent}")
        parts.append(head + between.join([" ".join(row[first:last]) for row in rows]) + "\n")
    return "".join(parts)


def _slices(texts: list[str], size: tuple[int, ...], scale: float | None, width: int | None) -> str:
    """The matrices of the last two dims, one after the other; the first index runs fastest."""
    outer, (rows, columns) = size[:-2], size[-2:]
    numbers = np.arange(int(np.prod(outer))).reshape(outer)
    parts = []
    for index in np.ndindex(*outer[::-1]):
        index = index[::-1]
        start = int(numbers[index]) * rows * columns
        title = "".join([f"{i + 1}," for i in index])
        body = _matrix(texts[start : start + rows * columns], columns, scale, width, " ")
        parts.append(f"({title}.,.) = \n{body}")
    return "\n".join(parts)

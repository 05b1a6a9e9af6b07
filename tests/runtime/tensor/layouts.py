"""Random tensors for tests: every element type, and every way of lying in a storage."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from runtime import torch

FLOATS = ("Float", "Double")
INTEGERS = ("Byte", "Char", "Short", "Int", "Long")
ALL = FLOATS + INTEGERS

shapes = st.lists(st.integers(1, 4), min_size=1, max_size=4).map(tuple)
seeds = st.integers(0, 2**32 - 1)
layouts = st.sampled_from(["contiguous", "transposed", "strided", "offset", "expanded"])


def numbers(shape: tuple[int, ...], name: str, seed: int) -> np.ndarray:
    """Values of the type that tests can compute with: no overflow in sums, halves in floating types."""
    draw = np.random.default_rng(seed)
    low = 0 if name == "Byte" else -6
    values = draw.integers(low, 7, shape)
    dtype = torch.TYPES[f"{name}Tensor"].dtype.numpy
    return (values / 2 if dtype.kind == "f" else values).astype(dtype)


def laid_out(array: np.ndarray, layout: str) -> Any:
    """A tensor of these values in memory of the given layout ("expanded" repeats the first slice)."""
    cls = torch.TYPES[torch.from_numpy(array.copy()).typename.removeprefix("torch.")]
    if layout == "transposed":
        order = tuple(reversed(range(array.ndim)))
        return cls.wrap(np.ascontiguousarray(array.transpose(order)).transpose(order))
    if layout == "strided":
        wide = np.zeros((*array.shape[:-1], array.shape[-1] * 2), array.dtype)
        wide[..., ::2] = array
        return cls.wrap(wide[..., ::2])
    if layout == "offset":
        flat = np.concatenate([np.full(3, 7, array.dtype), array.reshape(-1)])
        return cls(cls.storage_class.wrap(flat), 4, torch.LongStorage(array.shape))
    if layout == "expanded":
        first = cls.wrap(np.ascontiguousarray(array[:1]))
        return first.expand(*array.shape)
    return cls.wrap(np.ascontiguousarray(array))


@st.composite
def tensors(draw: Any, names: tuple[str, ...] = ALL, shape: Any = shapes, layout: Any = layouts) -> Any:
    """A tensor of a random type, size and layout."""
    size = draw(shape) if hasattr(shape, "example") else shape
    return laid_out(numbers(size, draw(st.sampled_from(names)), draw(seeds)), draw(layout))


@st.composite
def pairs(draw: Any, names: tuple[str, ...] = ALL, count: int = 2) -> Any:
    """Tensors of one type and size, each in its own layout."""
    size, name = draw(shapes), draw(st.sampled_from(names))
    return tuple([laid_out(numbers(size, name, draw(seeds)), draw(layouts)) for _ in range(count)])


def check(tensor: Any, expected: Any, rtol: float = 1e-6) -> None:
    """Same sizes, same values (exactly for integers), and the type did not change on the way."""
    expected = np.asarray(expected)
    assert tensor._size == expected.shape
    if tensor.dtype.integral:
        np.testing.assert_array_equal(tensor.array, expected.astype(tensor.dtype.numpy))
    else:
        np.testing.assert_allclose(tensor.array, expected, rtol=rtol, atol=1e-6)

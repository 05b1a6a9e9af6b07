"""Which arrays oneDNN can have, and how it is told where their elements lie."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.lib.stride_tricks import as_strided

from runtime.kernels.onednn.layout import address, layout

X = np.arange(2 * 3 * 4 * 5, dtype="f4").reshape(2, 3, 4, 5)


@pytest.mark.parametrize(
    "array, strides",
    [
        (X, (60, 20, 5, 1)),
        (X[:, 1:], (60, 20, 5, 1)),
        (X[:, :, ::2], (60, 20, 10, 1)),
        (X[..., :4:2], (60, 20, 5, 2)),
        (X.transpose(0, 2, 3, 1), (60, 5, 1, 20)),
        (X[1:2, :, :, 3:4], (60, 20, 5, 1)),
        (X[0, 0, 0], (1,)),
        (np.float32(3) * np.ones((1, 1), "f4"), (1, 1)),
    ],
    ids=[
        "contiguous",
        "part",
        "every other line",
        "every other element",
        "transposed",
        "one of a kind",
        "a line",
        "a number",
    ],
)
def test_strides(array: np.ndarray, strides: tuple[int, ...]) -> None:
    found = layout(array)
    assert found is not None and (found.shape, found.strides) == (array.shape, strides)


def test_axes_of_one_element_may_have_any_stride() -> None:
    array = as_strided(X, (1, 3, 1, 5), (0, 80, -8, 4))
    found = layout(array)
    assert found is not None and found.strides is not None and found.strides[1::2] == (20, 1)
    assert all(step > 0 for step in found.strides)


@pytest.mark.parametrize(
    "array",
    [
        X.astype("f8"),
        X.astype(">f4"),
        X.astype("i4"),
        X[:, :0],
        X[::-1],
        X[..., ::-1],
        X[..., ::2],
        np.broadcast_to(X[:1], X.shape),
        as_strided(X, (4, 3), (8, 4)),
        X.tolist(),
    ],
    ids=[
        "double",
        "other end first",
        "int",
        "empty",
        "backwards",
        "lines backwards",
        "steps beyond a line",
        "repeated",
        "unfolded",
        "list",
    ],
)
def test_refused(array: object) -> None:
    assert layout(array) is None


def test_steps_of_parts_of_elements_are_refused() -> None:
    record = np.zeros(4, [("value", "f4"), ("flag", "u1")])
    assert layout(record["value"]) is None


def test_address() -> None:
    assert address(X[:, 1:]) - address(X) == 80

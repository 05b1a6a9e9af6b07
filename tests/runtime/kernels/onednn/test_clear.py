"""Large arrays set to zero."""

from __future__ import annotations

import numpy as np
import pytest

from runtime import torch
from runtime.kernels import blas
from runtime.kernels.onednn import clear as kernel
from runtime.kernels.onednn import disabled, library
from runtime.kernels.onednn.clear import clear

from .tools import needs_library

SIZE = kernel.FEWEST + 5


def awkward(shape: tuple[int, ...]) -> np.ndarray:
    return np.resize(np.array([np.nan, -np.nan, np.inf, -np.inf, -0.0, 1e-45, 3, -4], "f4"), shape)


@needs_library
def test_all_bits_are_zero() -> None:
    for shape in ((SIZE,), (SIZE // 8, 8), (2, SIZE // 2, 1)):
        array = awkward(shape)
        assert clear(array) and not array.view("u4").any()


@needs_library
def test_refused() -> None:
    refused = [awkward((SIZE - 6,)), awkward((SIZE * 2,))[::2], awkward((SIZE,)).astype("f8"), awkward((SIZE,))]
    refused[-1].flags.writeable = False
    for array in refused:
        before = array.copy()
        assert not clear(array)
        np.testing.assert_array_equal(array, before)


def test_nothing_is_loaded_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "_found", [])
    assert not clear(awkward((SIZE,))) and not library.loaded()


@pytest.mark.parametrize("dtype", ("f4", "f8"))
@pytest.mark.parametrize("size", (0, 5, 512, blas._FEWEST, SIZE))
def test_blas(size: int, dtype: str) -> None:
    found = blas.routines(np.dtype(dtype))
    assert found is not None and blas.routines_in_use(np.dtype(dtype)) is found
    array, expected = awkward((size,)).astype(dtype), awkward((size,)).astype(dtype) * 0.5
    blas.scale(found, array, 0.5)
    np.testing.assert_array_equal(array, expected)
    blas.scale(found, array, 0)
    assert not array.any() and not np.signbit(array).any()
    assert blas._leaves_out(found.number)


@pytest.mark.parametrize("kind", (torch.FloatTensor, torch.DoubleTensor, torch.IntTensor))
def test_tensors(kind: type) -> None:
    for cut in (slice(None), slice(1, None, 2)):
        tensor = kind(SIZE * 2).fill(3)
        part = kind.wrap(tensor.array[cut])
        assert part.zero() is part and not part.array.any()
        assert tensor.array.any() == (cut.step is not None)
        with disabled():
            assert not part.fill(2).zero().array.any()

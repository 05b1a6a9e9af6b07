"""conv2, xcorr2, conv3, xcorr3 against sums written out."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime import TorchError, torch

from .layouts import FLOATS, check, laid_out, layouts, numbers, seeds


def correlated(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Valid cross-correlation of one plane, tap by tap."""
    size = [i - k + 1 for i, k in zip(image.shape, kernel.shape)]
    total = np.zeros(size)
    for tap in itertools.product(*map(range, kernel.shape)):
        total += kernel[tap] * image[tuple([slice(t, t + s) for t, s in zip(tap, size)])]
    return total


def convolved(image: np.ndarray, kernel: np.ndarray, name: str, mode: str) -> np.ndarray:
    kernel = np.flip(kernel) if name.startswith("conv") else kernel
    return correlated(np.pad(image, [(k - 1, k - 1) for k in kernel.shape]) if mode == "F" else image, kernel)


@given(st.sampled_from(["conv2", "xcorr2", "conv3", "xcorr3"]), st.sampled_from("VF"), st.data(), seeds, layouts)
def test_all_forms(name: str, mode: str, data: Any, seed: int, layout: str) -> None:
    n = int(name[-1])
    kernel_size = data.draw(st.lists(st.integers(1, 3), min_size=n, max_size=n))
    size = [k + data.draw(st.integers(0, 3)) for k in kernel_size]
    planes, outputs = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 3))
    kind = data.draw(st.sampled_from(FLOATS))
    image = laid_out(numbers((planes, *size), kind, seed), layout)
    x, k = image.array, numbers((outputs, planes, *kernel_size), kind, seed + 1)
    each = [[convolved(x[i], k[o, i], name, mode) for i in range(planes)] for o in range(outputs)]
    function = getattr(torch, name)
    check(function(image[0], laid_out(k[0, 0], "transposed"), mode), each[0][0], 1e-4)
    check(function(image, laid_out(k[0], "contiguous"), mode), np.stack(each[0]), 1e-4)
    result = image.new()
    assert function(result, image, laid_out(k, "contiguous"), mode) is result
    check(result, np.array(each).sum(1), 1e-4)


def test_types_and_defaults() -> None:
    x, k = torch.IntTensor([[1, 2], [3, 4]]), torch.IntTensor([[1, 2]])
    assert torch.conv2(x, k).tolist() == [[4], [10]] and x.xcorr2(k).tolist() == [[5], [11]]
    for call, text in (
        (lambda: torch.conv2(k, x), "conv2Dmul : Input image is smaller than kernel"),
        (lambda: torch.conv2(torch.zeros(2, 3, 3), torch.zeros(3, 2, 2)), "invalid number of input/kernel planes"),
        (lambda: torch.conv2(torch.zeros(2, 3, 3), torch.zeros(1, 3, 2, 2)), "invalid number of input planes"),
        (lambda: torch.conv2(x, k, "X"), r"invalid arguments: IntTensor IntTensor string \n"),
        (lambda: torch.conv3(x, k), r"\[\*IntTensor\*\] IntTensor~3D IntTensor~3D \[\(V\|F\)\] \| "),
    ):
        with pytest.raises(TorchError, match=text):
            call()

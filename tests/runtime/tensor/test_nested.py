"""Tensors from nested lists and tables, and what is none."""

from __future__ import annotations

import numpy as np
import pytest

from runtime import Table, TorchError, torch


def test_nested_lists_and_tables() -> None:
    assert torch.IntTensor([[1, 2.9], ["3", np.float32(4)]]).tolist() == [[1, 2], [3, 4]]
    assert torch.Tensor(Table([Table([1, 2]), Table([3, 4])])).tolist() == [[1, 2], [3, 4]]
    assert torch.Tensor([]).dim() == 0


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([[1, 2], [3]], "invalid tensor sizes"),
        ([[1, 2], 3], "invalid tensor definition"),
        ([[1, 2], [3, "a"]], "invalid element"),
        ([[]], "invalid element"),
        ([True], "invalid element"),
        ([torch.Tensor([1])], "invalid element"),
        (Table({1: 1, 3: 3, 2: "x"}), "invalid element"),
    ],
)
def test_what_is_no_tensor(values: object, text: str) -> None:
    with pytest.raises(TorchError, match=text):
        torch.Tensor(values)

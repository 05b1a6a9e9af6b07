"""Functions over nested tables of tensors."""

from __future__ import annotations

import numpy as np
import pytest

from runtime import Table, TorchError, torch
from runtime.rnn import recursive


def nested():
    return Table([torch.DoubleTensor([1, 2]), Table({"x": torch.DoubleTensor([[3.0]])})])


def test_copy_makes_tensors_of_its_own_and_reuses_them():
    source = nested()
    copy, given = recursive.recursiveCopy(None, source)
    assert given is source
    kept = copy[1]
    source[1].fill(7)
    assert copy[1].array.tolist() == [1, 2] and copy[2]["x"].array.tolist() == [[3]]
    assert recursive.recursiveCopy(copy, source)[0] is copy and copy[1] is kept
    assert kept.array.tolist() == [7, 7]


def test_set_shares_memory():
    source = nested()
    view = recursive.recursiveSet(None, source)[0]
    source[1].fill(9)
    assert view[1].array.tolist() == [9, 9]


def test_add_fill_sum_and_sizes():
    value = nested()
    recursive.recursiveAdd(value, nested())
    assert recursive.recursiveSum(value) == 12
    assert recursive.recursiveFill(value, 2) is value and recursive.recursiveSum(value) == 6
    sized = recursive.recursiveResizeAs(Table({"more": torch.DoubleTensor(1)}), value)[0]
    assert sized[1]._size == (2,) and sized[2]["x"]._size == (1, 1) and "more" in sized
    assert recursive.recursiveNew(value)[2]["x"]._size == ()


def test_equality_is_close_equality():
    value, other = nested(), nested()
    other[1].array[0] += 9e-6
    assert recursive.recursiveTensorEq(value, other)
    other[1].array[0] += 9e-6
    assert not recursive.recursiveTensorEq(value, other)
    assert not recursive.recursiveTensorEq(value[1], value)
    other[1].array[0] = np.nan
    assert not recursive.recursiveTensorEq(value, other)


def test_types_change_in_lists_only():
    value = Table([torch.DoubleTensor(1), Table({"x": torch.DoubleTensor(1)})])
    assert recursive.recursiveType(value, "torch.FloatTensor") is value
    assert value[1].typename == "torch.FloatTensor" and value[2]["x"].typename == "torch.DoubleTensor"


@pytest.mark.parametrize("name", ["recursiveCopy", "recursiveSet", "recursiveAdd", "recursiveResizeAs"])
def test_what_is_no_tensor_is_refused(name):
    with pytest.raises(TorchError, match="expecting nested tensors or tables. Got torch.DoubleTensor and number"):
        getattr(recursive, name)(torch.DoubleTensor(1), 3)

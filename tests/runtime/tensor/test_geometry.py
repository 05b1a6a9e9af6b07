"""Sequences of resize, set, narrow, transpose, copy ... on shared storages: never a view outside its storage."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from runtime import TorchError, torch

sizes = st.lists(st.integers(1, 4), min_size=1, max_size=3)
small = st.integers(-1, 5)


class SharedStorages(RuleBasedStateMachine):
    """Tensors over a few storages; what must hold is checked after every step."""

    tensors = Bundle("tensors")

    def __init__(self) -> None:
        super().__init__()
        self.all: list[Any] = []

    def keep(self, tensor: Any) -> Any:
        self.all.append(tensor)
        return tensor

    @rule(target=tensors, size=sizes)
    def new(self, size: list[int]) -> Any:
        return self.keep(torch.IntTensor(*size).zero())

    @rule(target=tensors, t=tensors)
    def share(self, t: Any) -> Any:
        return self.keep(torch.IntTensor(t))

    @rule(target=tensors, t=tensors, size=sizes, offset=st.integers(1, 6))
    def on_storage(self, t: Any, size: list[int], offset: int) -> Any:
        storage = t.storage() or torch.IntStorage(1)
        return self.keep(torch.IntTensor(storage, offset, torch.LongStorage(size)))

    @rule(target=tensors, t=tensors, d=small, first=small, length=small)
    def narrow(self, t: Any, d: int, first: int, length: int) -> Any:
        try:
            return self.keep(t.narrow(d, first, length))
        except TorchError:
            return t

    @rule(target=tensors, t=tensors, a=small, b=small)
    def transpose(self, t: Any, a: int, b: int) -> Any:
        try:
            return self.keep(t.transpose(a, b))
        except TorchError:
            return t

    @rule(target=tensors, t=tensors, d=small, i=small)
    def select(self, t: Any, d: int, i: int) -> Any:
        try:
            part = t.select(d, i)
        except TorchError:
            return t
        return t if isinstance(part, int) else self.keep(part)

    @rule(target=tensors, t=tensors, d=small, size=small, step=small)
    def unfold(self, t: Any, d: int, size: int, step: int) -> Any:
        try:
            return self.keep(t.unfold(d, size, step))
        except TorchError:
            return t

    @rule(t=tensors, size=st.lists(st.integers(-1, 5), min_size=1, max_size=3))
    def resize(self, t: Any, size: list[int]) -> None:
        storage = t._storage
        assert t.resize(*size) is t and t._storage is storage

    @rule(t=tensors, n=st.integers(0, 40))
    def grow_storage(self, t: Any, n: int) -> None:
        t._storage.resize(max(n, len(t._storage)))

    @rule(t=tensors, other=tensors)
    def set(self, t: Any, other: Any) -> None:
        t.set(other)
        assert t.isSetTo(other)

    @rule(t=tensors, other=tensors)
    def copy(self, t: Any, other: Any) -> None:
        if t.nElement() == other.nElement():
            expected = other.array.reshape(-1).copy()
            t.copy(other)
            if not np.may_share_memory(t.array, other.array) and len(set(positions(t))) == len(positions(t)):
                np.testing.assert_array_equal(t.array.reshape(-1), expected)

    @rule(t=tensors, value=st.integers(0, 9))
    def fill(self, t: Any, value: int) -> None:
        t.fill(value)
        assert (t.array == value).all()

    @rule(t=tensors, other=tensors)
    def add(self, t: Any, other: Any) -> None:
        if t.nElement() == other.nElement():
            t.add(1, other)

    @invariant()
    def views_lie_in_their_storage(self) -> None:
        for t in self.all:
            assert t.array.shape == (t._size or (0,))
            if t._size:
                where = positions(t)
                assert min(where) >= 0 and max(where) < len(t._storage)
                np.testing.assert_array_equal(t.array.reshape(-1), t._storage.array[where])


def test_a_storage_that_became_too_small() -> None:
    t = torch.range(1, 4)
    t.storage().resize(2)
    text = r"torch.DoubleTensor of size \[4\] and stride \[1\] from element 1 on does not fit"
    with pytest.raises(TorchError, match=text):
        t.sum()
    t.storage().resize(4)
    assert t.narrow(1, 1, 2).tolist() == [1, 2]


def positions(t: Any) -> list[int]:
    """Where in the storage the elements of a tensor lie."""
    grid = np.full(t._size, t._offset)
    for d, (n, s) in enumerate(zip(t._size, t._stride)):
        grid += (np.arange(n) * s).reshape([-1 if i == d else 1 for i in range(len(t._size))])
    return grid.reshape(-1).tolist()


SharedStorages.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestSharedStorages = SharedStorages.TestCase

"""Storage: identity, resizing, sharing, conversions as C makes them."""

from __future__ import annotations

import copy
import gc
import pickle
from pathlib import Path

import numpy as np
import pytest

from runtime import TorchError, torch
from runtime.memory import account, epoch
from runtime.storage import cast, storage_type


def test_resize_keeps_identity_and_contents() -> None:
    storage = torch.DoubleStorage([1, 2, 3])
    tensor, before = torch.DoubleTensor(storage), epoch[0]
    storage.resize(5)
    storage[3:] = 9
    assert storage.tolist() == [1, 2, 3, 9, 9]
    assert epoch[0] > before, "a resize must invalidate cached pointers"
    tensor.resize(5)
    assert tensor.tolist() == [1, 2, 3, 9, 9]


def test_wrap_shares_memory() -> None:
    array = np.arange(3.0)
    storage = torch.DoubleStorage.wrap(array)
    array[0] = 7
    assert storage.get(1) == 7
    with pytest.raises(TypeError, match="float64"):
        torch.DoubleStorage.wrap(np.arange(3))


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Byte", 300, 44), ("Byte", -1, 255),
        ("Char", 200, -56), ("Int", 2.9, 2), ("Int", -2.9, -2), ("Long", 1e12, 10**12),
    ],
)
def test_numbers_convert_as_in_c(name: str, value: float, expected: int) -> None:
    storage = storage_type(f"torch.{name}Storage")(1)
    assert storage.fill(value).get(1) == expected
    assert cast(value, storage.dtype) == expected


def test_copy_between_types_wraps_around() -> None:
    source = torch.DoubleStorage([1.5, -1, 300, 65])
    assert torch.ByteStorage(4).copy(source).tolist() == [1, 255, 44, 65]
    assert torch.ByteStorage([72, 105]).string() == "Hi"
    assert torch.ByteStorage(2).copy(source).tolist() == [1, 255], "sizes must agree within one type only"
    for other in (torch.DoubleStorage(3), torch.ByteStorage(5)):
        with pytest.raises(TorchError, match="size mismatch"):
            other.copy(source)


def test_copies_and_pickles() -> None:
    storage = torch.FloatStorage([1, 2])
    for other in (copy.deepcopy(storage), pickle.loads(pickle.dumps(storage))):
        assert type(other) is torch.FloatStorage and other.tolist() == [1, 2] and other is not storage


def test_account_follows_large_buffers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account, "on_pressure", None)  # a Lua state of another test would collect its own meanwhile
    gc.collect()
    before = account.live
    storage = torch.DoubleStorage(1 << 20)
    assert account.live - before == 8 << 20
    del storage
    assert account.live == before


def test_index_errors() -> None:
    with pytest.raises(TorchError, match="out of bounds"):
        torch.DoubleStorage(2).get(3)


def test_views_share_memory() -> None:
    base = torch.DoubleStorage([1, 2, 3, 4])
    view = torch.DoubleStorage(base, 2, 2)
    view.set(1, 20)
    assert base.tolist() == [1, 20, 3, 4] and view.size() == 2
    for args, text in (((5,), "offset out of bounds"), ((1, 9), "size out of bounds")):
        with pytest.raises(TorchError, match=text):
            torch.DoubleStorage(base, *args)


def test_mapped_files(tmp_path: Path) -> None:
    name = str(tmp_path / "data")
    with pytest.raises(TorchError, match="unable to open file <.*> in read-only mode"):
        torch.IntStorage(name)
    shared = torch.IntStorage(name, True, 3).fill(7)
    private = torch.IntStorage(name)
    assert private.tolist() == [7, 7, 7]
    private.fill(1)
    shared.set(2, 9)
    assert np.fromfile(name, np.int32).tolist() == [7, 9, 7], "only the shared one writes to the file"
    with pytest.raises(TorchError, match="size is smaller than the required mapping size <16>"):
        torch.IntStorage(name, False, 4)


def test_strings() -> None:
    assert torch.CharStorage().string("hi").string() == "hi" and torch.ByteStorage().string("\xff").tolist() == [255]
    assert not hasattr(torch.IntStorage, "string")
    with pytest.raises(TorchError, match="element at index 2 is not a number"):
        torch.IntStorage([1, "x"])

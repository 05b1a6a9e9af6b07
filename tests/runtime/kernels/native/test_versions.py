"""Dicts tell whether they have changed, by CPython's own count where there is one."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from runtime.kernels import native
from runtime.kernels.native import versions
from runtime.kernels.native.versions import Versions, attributes_of

counted = pytest.mark.skipif(
    not native.available() or sys.implementation.name != "cpython" or sys.version_info >= (3, 13),
    reason="no kernels in C, or a Python that does not count changes",
)


class Fields:
    def method(self) -> int:
        return 1


def accepted(*dicts: dict) -> Versions:
    watched = Versions(dicts)
    assert watched.changed() == list(range(len(dicts)))
    watched.accept()
    assert watched.changed() == []
    return watched


@counted
def test_python_counts() -> None:
    assert versions._counts()


@counted
def test_changes_are_told_until_they_are_accepted() -> None:
    dicts: list[dict] = [{"a": 1}, {}, {"b": []}]
    watched = accepted(*dicts)
    dicts[1]["x"] = 1
    dicts[2]["b"].append(1)  # no change of the dict
    assert watched.changed() == [1]
    assert watched.changed() == [1]
    watched.accept()
    assert watched.changed() == []
    del dicts[1]["x"]
    dicts[0].update(a=2)
    assert watched.changed() == [0, 1]


@counted
@pytest.mark.parametrize("times", [1, 5, 50, 5000])
def test_fields_that_methods_store(times: int) -> None:
    """Python makes shortcuts of what runs often: they count, too."""
    own = Fields()
    own.number = 0  # type: ignore[attr-defined]
    watched = accepted(vars(own))

    def store(value: Any) -> None:
        own.number = value  # type: ignore[attr-defined]

    for i in range(times):
        store(float(i))
        assert watched.changed() == [0]
        watched.accept()
    del own.number  # type: ignore[attr-defined]
    assert watched.changed() == [0]


@counted
def test_methods_of_classes() -> None:
    watched = accepted(attributes_of(Fields))
    plain = Fields.method
    try:
        Fields.method = lambda self: 2  # type: ignore[method-assign]
        assert watched.changed() == [0]
    finally:
        Fields.method = plain  # type: ignore[method-assign]


def test_where_nobody_counts_anything_may_have_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "_counts", lambda: False)
    watched = Versions([{}])
    assert watched.changed() is None
    watched.accept()
    assert watched.changed() is None


def test_without_kernels() -> None:
    with native.disabled():
        assert Versions([{}]).changed() is None


def test_no_dicts() -> None:
    assert not Versions([]).changed()

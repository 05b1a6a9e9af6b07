"""docs/coverage.md is what its generator writes, and its reasons are those that are needed."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest

from docs import generate_coverage as coverage
from tests.runtime.torch import forms


@pytest.fixture(scope="module")
def absent() -> list[coverage.Entry]:
    return coverage.listed(coverage.all_missing()[1])


def test_the_tables_are_complete() -> None:
    names = ("torch_functions", "methods", "classes", "overloads")
    assert [len(coverage.table(name)) for name in names] == [1837, 1901, 301, 282]
    classes = {entry.place for entry in coverage.entries_of_v2()}
    assert len(classes) == 28


def test_the_document_is_as_generated() -> None:
    wanted = coverage.TARGET.read_text(encoding="utf-8")
    assert coverage.document() == wanted, "run: python docs/generate_coverage.py"


def test_everything_that_is_missing_has_a_reason(absent: list[coverage.Entry]) -> None:
    assert not [entry.key for entry in absent if coverage.reason_for(entry.key) is None]


def test_every_reason_is_needed(absent: list[coverage.Entry]) -> None:
    keys = [entry.key for entry in absent]
    keys += [f"form {row.key(kind, slots)}" for row in forms.rows() for kind, slots in row.calls()]
    unused = [p for p, _ in coverage.reasons() if not any(fnmatchcase(key, p) for key in keys)]
    assert not unused

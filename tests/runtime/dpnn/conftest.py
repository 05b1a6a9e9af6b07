"""Tests that need dpnn's methods on nn's classes ask for `active`; afterwards nn is plain again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from runtime import dpnn


@pytest.fixture
def active() -> Iterator[None]:
    dpnn.activate()
    yield
    dpnn.deactivate()

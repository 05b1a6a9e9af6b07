"""Tests that need rnn's (and dpnn's) methods on nn's classes ask for `active`; afterwards nn is plain again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from runtime import dpnn, rnn


@pytest.fixture
def active() -> Iterator[None]:
    rnn.activate()
    yield
    rnn.deactivate()
    dpnn.deactivate()

"""Tests of torch/rnn that need it in use, or its methods on nn's classes, ask for `in_use`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from runtime import dpnn, forks, rnn


@pytest.fixture
def in_use() -> Iterator[None]:
    before = forks.registry.preferred()
    forks.use("v2")
    rnn.activate()
    yield
    rnn.deactivate()
    dpnn.deactivate()
    forks.use(before)

"""Each module of tests starts without what scripts of the one before have activated."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="module")
def _plain_nn() -> Iterator[None]:
    """`require 'rnn'` changes nn's classes for the whole process: take that back."""
    yield
    from runtime import dpnn, rnn

    rnn.deactivate()
    dpnn.deactivate()

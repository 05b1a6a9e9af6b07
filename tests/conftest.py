"""Each module of tests starts without what scripts of the one before have activated; what computes float32."""

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


@pytest.fixture(params=["oneDNN", "numpy"])
def kernels(request: pytest.FixtureRequest) -> Iterator[str]:
    """Float32 is computed by oneDNN where it is there, and by numpy's kernels everywhere: tests run with both."""
    from runtime.kernels import onednn

    if request.param == "numpy":
        with onednn.disabled():
            yield request.param
        return
    if not onednn.available():
        pytest.skip(f"oneDNN: {onednn.describe()}")
    yield request.param

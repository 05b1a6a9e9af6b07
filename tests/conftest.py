"""Each module of tests starts without what scripts of the one before have activated; what computes float32."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="module")
def _plain_nn() -> Iterator[None]:
    """`require 'rnn'` changes nn's classes for the whole process: take that back."""
    yield
    from runtime import dpnn, rnn

    rnn.deactivate()
    dpnn.deactivate()


@pytest.fixture(params=["native", "oneDNN", "numpy"])
def kernels(request: pytest.FixtureRequest) -> Iterator[str]:
    """Tests run with all that may compute float32: C kernels of ours and oneDNN, oneDNN alone, numpy alone."""
    from runtime.kernels import native, onednn

    off = {"native": (), "oneDNN": (native,), "numpy": (native, onednn)}[request.param]
    needed = {"native": native, "oneDNN": onednn}.get(request.param)
    if needed is not None and not needed.available():
        pytest.skip(f"{request.param}: {needed.describe()}")
    with contextlib.ExitStack() as stack:
        for one in off:
            stack.enter_context(one.disabled())
        yield request.param

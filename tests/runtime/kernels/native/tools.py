"""What the tests of the C kernels share."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from runtime.kernels import native
from runtime.kernels.native import library

needs_kernels = pytest.mark.skipif(not native.available(), reason=f"C kernels: {native.describe()}")
#: Numbers that sums, largest ones and exponentials could take amiss.
AWKWARD = (np.nan, np.inf, -np.inf, 0.0, -0.0, 1e-45, 3.4e38, -3.4e38, 88.8, -103.9, -87.4, 1.0)


@pytest.fixture(params=[library.PLAIN, *library.BETTER])
def build(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each library that this processor can run, in turn."""
    path, own = library.FOLDER / request.param, library.library()
    if own is None or not path.exists() or library.BETTER.get(request.param, 0) > own.cpu_level():
        pytest.skip(f"C kernels: no {request.param} for this processor")
    with monkeypatch.context() as patch:
        patch.setenv(library.VARIABLE, str(path))
        library.reset()
        yield
    library.reset()

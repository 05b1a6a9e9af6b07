"""Torch computes with infinities and NaN without comment; so do the tests."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest


@pytest.fixture(autouse=True, scope="session")
def _quiet_arithmetic() -> Iterator[None]:
    with np.errstate(all="ignore"):
        yield

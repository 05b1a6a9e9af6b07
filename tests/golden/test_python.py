"""The records of real Torch7 hold for modules loaded and run from Python."""

from __future__ import annotations

import pytest

from ..paths import FIXTURES
from .replay import failures

NAMES = sorted(path.stem for path in (FIXTURES / "golden").glob("*.t7"))


@pytest.mark.parametrize("name", NAMES)
def test_records_hold(name: str) -> None:
    ran, wrong = failures(name)
    assert ran > 0
    assert not wrong, f"{len(wrong)} of {ran} differ:\n" + "\n".join(wrong)

"""The records of real Torch7 hold for modules loaded and run from Python."""

from __future__ import annotations

import pytest

from ..paths import FIXTURES
from .replay import failures, records

NAMES = sorted(path.stem for path in (FIXTURES / "golden").glob("*.t7"))
#: Records whose cases are all Lua scripts: test_lua.py runs them.
ONLY_SCRIPTS = {"nn_misc", "optim", "dataload", "torchx", "rocks"}


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ONLY_SCRIPTS])
def test_records_hold(name: str) -> None:
    ran, wrong = failures(name)
    assert ran > 0
    assert not wrong, f"{len(wrong)} of {ran} differ:\n" + "\n".join(wrong)


@pytest.mark.parametrize("name", [name for name in NAMES if name in ONLY_SCRIPTS])
def test_nothing_to_replay(name: str) -> None:
    assert all(record["case"].get("script") for record in records(name))

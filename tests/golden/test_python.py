"""The records of real Torch7 hold for modules loaded and run from Python."""

from __future__ import annotations

import pytest

from runtime import forks

from ..paths import FIXTURES
from .replay import failures, records

NAMES = sorted(path.stem for path in (FIXTURES / "golden").glob("*.t7"))
#: Records whose cases are all Lua scripts: test_lua.py runs them.
ONLY_SCRIPTS = {"nn_misc", "optim", "dataload", "torchx", "rocks"}


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ONLY_SCRIPTS])
def test_records_hold(name: str, kernels: str) -> None:
    ran, wrong = failures(name)
    assert ran > 0
    assert not wrong, f"{len(wrong)} of {ran} differ:\n" + "\n".join(wrong)


def test_torch_rnn_in_use() -> None:
    """The records of both packages called rnn hold whichever is in use: objects tell which they are of."""
    forks.use("v2")
    try:
        results = [failures(name) for name in ("rnn_v2", "rnn")]
    finally:
        forks.use(None)
    assert [wrong for _, wrong in results] == [[], []]
    assert all(ran > 0 for ran, _ in results)


@pytest.mark.parametrize("name", [name for name in NAMES if name in ONLY_SCRIPTS])
def test_nothing_to_replay(name: str) -> None:
    assert all(record["case"].get("script") for record in records(name))

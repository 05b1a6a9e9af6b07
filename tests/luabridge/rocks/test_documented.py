"""docs/rocks.md names the rocks that there are."""

from __future__ import annotations

import re
from pathlib import Path

import luabridge.rocks

from ...paths import ROOT

FOLDER = Path(luabridge.rocks.__file__).parent
#: Packages that the rest of the documentation is about.
ELSEWHERE = {
    "torch",
    "nn",
    "nngraph",
    "graph",
    "optim",
    "dpnn",
    "rnn",
    "nnx",
    "dataload",
    "image",
    "graphicsmagick",
    "inn",
    "stn",
}


def test_every_rock_is_listed_and_exists():
    files = {path.stem for path in FOLDER.iterdir() if path.suffix in (".lua", ".py")} - {"__init__"}
    rocks = {name for name in files if "_" not in name} - ELSEWHERE
    table = (ROOT / "docs" / "rocks.md").read_text().split("## The language")[0]
    listed = {
        name.partition(".")[0]
        for row in re.findall(r"^\| (`.*?) \|", table, re.M)
        for name in re.findall(r"`([\w.]+)`", row)
    }
    assert not listed - rocks, "listed, but not there"
    assert not rocks - listed, "there, but not listed"

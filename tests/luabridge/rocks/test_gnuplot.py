"""gnuplot where there is no gnuplot: files drawn by matplotlib."""

from __future__ import annotations

import pytest

from luabridge import LuaScriptError
from luabridge.rocks.gnuplot import Session

PLOTS = [
    "gnuplot.plot({'a', torch.range(1, 5), '-'}, {'b', torch.range(1, 5), torch.ones(5), '|'})",
    "gnuplot.splot(torch.rand(3, 4))",
    "gnuplot.imagesc(torch.rand(3, 4), 'color')",
    "gnuplot.scatter3('p', torch.rand(4), torch.rand(4), torch.rand(4))",
    "gnuplot.hist(torch.randn(100), 10)",
]


@pytest.fixture
def gnuplot(lua, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    lua.execute("require 'gnuplot'; file = ...", str(tmp_path / "plot.png"))
    lua.file = tmp_path / "plot.png"
    return lua


@pytest.mark.parametrize("plot", PLOTS)
def test_pictures(gnuplot, plot):
    pytest.importorskip("matplotlib")
    decoration = "gnuplot.title('T') gnuplot.xlabel('x') gnuplot.grid(true)"
    gnuplot.execute(f"gnuplot.pngfigure(file) {plot} {decoration} gnuplot.plotflush()")
    assert gnuplot.file.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("plot()", "no inputs"),
        ("plot('a', 'b')", "expecting"),
        ("plot(torch.rand(3), torch.rand(4))", "dims are wrong"),
        ("splot(torch.rand(3))", "matrices"),
        ("scatter3(torch.rand(3), torch.rand(3), torch.rand(4))", "same size"),
        ("movelegend('far', 'top')", "horizontal location"),
        ("pngfigure('/no/such/folder/a.png')", "directory does not exist"),
    ],
)
def test_wrong_arguments(gnuplot, call, message):
    with pytest.raises(LuaScriptError, match=message):
        gnuplot.execute(f"gnuplot.{call}")


def test_the_session_reads_the_last_plot():
    session = Session()
    session.write("set term png\n\n\nplot  '-' title 'x' with lines\n1 2\n3 4\ne\n")
    session.write("set title \"T\"\nunset output\nplot  '-' title '' \n5 6\n")
    ((legend, style, data),) = session._plot
    assert (legend, style, data.tolist()) == ("x", "with lines", [[1, 2], [3, 4]])

"""Draws what the Lua package gnuplot writes to gnuplot, by matplotlib: for machines without gnuplot.

Only the package's own language is understood. Figures go to files; a window is not opened.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from runtime.errors import TorchError
from runtime.files import system_name
from runtime.table import Table

_CURVE = re.compile(r"\s*'-'\s*title '(.*?)' ?(.*)")
_MARKS = {"points": ("o", ""), "dots": (",", ""), "lines": ("", "-"), "linespoints": ("o", "-")}


class Session:
    """Reads commands line by line; on ``refresh`` with an output file the last plot is drawn."""

    def __init__(self) -> None:
        self._rest = ""
        self._output: str | None = None
        self._settings: dict[str, str] = {}
        self._waiting: list[str] = []
        self._plot: list[tuple[str, str, np.ndarray]] = []
        self._curves: list[tuple[str, str, np.ndarray]] = []
        self._lines: list[str] = []
        self._is_3d = False

    def write(self, text: str) -> None:
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            self._read(line)

    def _read(self, line: str) -> None:
        if self._waiting:
            self._read_data(line)
        elif line.startswith(("plot ", "splot ")):
            self._start_plot(line)
        elif line.startswith("set output "):
            self._output = line[11:].strip("'\"")
        elif line == "unset output":
            self._output = None
        elif line.startswith("set "):
            name, _, value = line[4:].partition(" ")
            self._settings[name] = value
        elif line.startswith("unset "):
            self._settings.pop(line[6:].partition(" ")[0], None)
        elif line == "refresh" and self._output:
            self._draw(self._output)

    def _start_plot(self, line: str) -> None:
        kind, _, rest = line.partition(" ")
        self._is_3d = kind == "splot" and "matrix" not in rest
        self._waiting = rest.split(" , ")
        self._curves, self._lines = [], []

    def _read_data(self, line: str) -> None:
        if line != "e":
            self._lines.append(line)
            return
        match = _CURVE.match(self._waiting.pop(0))
        legend, style = match.groups() if match else ("", "image")
        rows = [[float(word) for word in text.split()] for text in self._lines if text.strip()]
        self._curves.append((legend, style, np.array(rows)))
        self._lines = []
        if not self._waiting:
            self._plot = self._curves

    # Drawing

    def _draw(self, name: str) -> None:
        figure = _new_figure()
        axes = figure.add_subplot(projection="3d" if self._is_3d else None)
        for legend, style, data in self._plot:
            if self._is_3d:
                self._draw_3d(axes, legend, style, data)
            elif style == "image":
                axes.imshow(data, cmap="gray" if self._settings.get("palette", "gray") == "gray" else "viridis")
            else:
                _draw_curve(axes, legend, style, data)
        self._decorate(axes)
        figure.savefig(system_name(name))

    def _draw_3d(self, axes: Any, legend: str, style: str, data: np.ndarray) -> None:
        if "points" in style:
            axes.scatter(*data.T, label=legend)
        else:
            width = int(np.argmax(data[:, 0] != data[0, 0])) or len(data)
            axes.plot_wireframe(*(column.reshape(-1, width) for column in data.T), label=legend)

    def _decorate(self, axes: Any) -> None:
        settings = self._settings
        for name in ("title", "xlabel", "ylabel", "zlabel"):
            if name in settings and hasattr(axes, f"set_{name}"):
                getattr(axes, f"set_{name}")(settings[name].strip('"'))
        axes.grid("grid" in settings)
        if "logscale" in settings:
            axes.set_yscale("log")
        for name in ("xrange", "yrange"):
            limits = re.match(r"\[\s*(\S*?)\s*:\s*(\S*?)\s*\]$", settings.get(name, ""))
            if limits:
                low, high = (float(text) if text else None for text in limits.groups())
                getattr(axes, f"set_{name[0]}lim")(low, high)
        if any(legend for legend, _, _ in self._plot) and settings.get("key") != "off":
            axes.legend(framealpha=1)  # EPS knows no transparency


def _draw_curve(axes: Any, legend: str, style: str, data: np.ndarray) -> None:
    label = legend or None
    if "boxes" in style:
        axes.bar(data[:, 0], data[:, 1], width=np.diff(data[:, 0]).min() if len(data) > 1 else 1, label=label)
    elif "vectors" in style:
        axes.quiver(*data.T, angles="xy", scale_units="xy", scale=1, label=label)
    else:
        marker, line = _MARKS.get(style.removeprefix("with "), ("", "-") if "smooth" in style else ("o", "-"))
        for column in data[:, 1:].T:
            axes.plot(data[:, 0], column, marker=marker, linestyle=line or "none", label=label)


def _new_figure() -> Any:
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        raise TorchError("plots need gnuplot, or matplotlib: pip install 'luabridge[plot]'") from None
    figure = Figure(figsize=(10.24, 7.68))
    FigureCanvasAgg(figure)
    return figure


def open(engine: Any) -> Table:  # noqa: A001
    """What the rock's Lua file works with."""

    def new_session() -> Table:
        session = Session()
        functions = {
            "write": lambda self, text: session.write(text),
            "flush": lambda self: None,
            "close": lambda self: None,
        }
        return Table(functions)

    return Table({"new_session": new_session})

"""Plots of Logger and ConfusionMatrix, through matplotlib."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from ..errors import TorchError
from ..tensor.default import default_type

#: gnuplot's styles as Logger takes them, and matplotlib's line and marker.
STYLES = {
    "-": ("-", ""),
    "+": ("", "+"),
    "+-": ("-", "+"),
    ".": ("", "."),
    "~": ("-", ""),
    "|": ("", "|"),
    "points": ("", "+"),
    "lines": ("-", ""),
    "linespoints": ("-", "+"),
    "dots": ("", "."),
}
_DPI = 100
_FILES_ONLY = frozenset({"agg", "cairo", "pdf", "pgf", "ps", "svg", "template"})

Curves = list[tuple[Any, list[float], str]]


def draw(axes: Any, curves: Curves, title: str, logscale: bool) -> None:
    """Draws (name, values, style) on the axes, values over 1, 2, 3 ..."""
    for name, values, style in curves:
        line, marker = STYLES.get(style, ("-", ""))
        axes.plot(range(1, len(values) + 1), values, linestyle=line or "none", marker=marker, label=str(name))
    if logscale:
        axes.set_yscale("log")
    axes.grid(True)
    axes.set_title(title)
    axes.legend(framealpha=1)  # EPS knows no transparency


def save(curves: Curves, title: str, logscale: bool, path: str) -> None:
    """Writes the plot to an .eps file."""
    figure = Figure()
    draw(figure.add_subplot(), curves, title, logscale)
    figure.savefig(path, format="eps")


def show(curves: Curves, title: str, logscale: bool, number: Any) -> Any:
    """Shows the plot in window `number` (None: a new one) and returns its number; None where there is no screen."""
    from matplotlib import pyplot

    if pyplot.get_backend().lower() in _FILES_ONLY:
        return None
    figure = pyplot.figure(number, clear=True)
    draw(figure.add_subplot(), curves, title, logscale)
    pyplot.show(block=False)
    return figure.number


def render(matrix: Any, sortmode: str, display: bool, block: int, legendwidth: int) -> Any:
    """ConfusionMatrix:render: a block for each pair of classes, and a legend."""
    counts = matrix.mat.array.astype("f8")
    totals = counts.sum(1)
    rates = counts / np.maximum(totals, 1)[:, None]
    scores, shares = np.diagonal(rates), totals / max(totals.sum(), 1)
    if sortmode not in ("score", "occurrence"):
        raise TorchError("sort mode must be one of: score | occurrence")
    order = np.argsort(-(scores if sortmode == "score" else shares), kind="stable")
    size = len(counts) * block
    figure = Figure(figsize=((size + legendwidth) / _DPI, size / _DPI), dpi=_DPI, facecolor="black")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, size + legendwidth), ylim=(size, 0))
    axes.axis("off")
    shown = rates[np.ix_(order, order)]
    axes.imshow(shown, cmap="gray", vmin=0, vmax=1, extent=(0, size, size, 0), interpolation="nearest")
    _grid(axes, len(order), block)
    for row, i in enumerate(order):
        _scores(axes, shown[row], row, block)
        text = f"[{100 * shares[i]:2.2f}% labels]  {matrix.classes.get(int(i) + 1, i + 1)}"
        axes.text(size + 10, (row + 0.67) * block, text, color="white", fontsize=0.3 * block)
    picture = _pixels(figure)
    if display:
        _display(picture, _caption(sortmode, counts, scores[totals > 0]))
    tensor = default_type()()
    tensor.resize_array((3, *picture.shape[:2]))[...] = np.moveaxis(picture, -1, 0)
    return tensor


def _grid(axes: Any, count: int, block: int) -> None:
    for i in range(1, count + 1):
        for lines in (axes.hlines, axes.vlines):
            lines(i * block, 0, count * block, colors="0.1", linewidth=0.5)


def _scores(axes: Any, rates: Any, row: int, block: int) -> None:
    """The rates of one class, in percent, each in its block."""
    for column, rate in enumerate(rates):
        shade = (1 - rate) * (rate * 0.8 + 0.2)
        place = (column + 0.2) * block, (row + 0.67) * block
        axes.text(*place, f"{np.floor(100 * rate + 0.5):02.0f}", color=(shade,) * 3, fontsize=0.3 * block)


def _caption(sortmode: str, counts: Any, scores: Any) -> str:
    accuracy = 100 * np.trace(counts) / max(counts.sum(), 1)
    perclass = 100 * scores.mean() if len(scores) else 0
    kind, first = {"score": ("scores", "global accuracy"), "occurrence": ("occurrences", "accuracy")}[sortmode]
    return f"Confusion matrix [sorted by {kind}, {first} = {accuracy:.3f}%, per-class accuracy = {perclass:.3f}%]"


def _pixels(figure: Figure) -> Any:
    """The figure as height x width x 3 numbers of 0..1."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[:, :, :3] / 255


def _display(picture: Any, caption: str) -> None:
    from matplotlib import pyplot

    if pyplot.get_backend().lower() in _FILES_ONLY:
        return
    figure = pyplot.figure(caption, clear=True)
    figure.add_axes((0, 0, 1, 1)).imshow(picture)
    pyplot.show(block=False)

"""A log of numbers, written to a text file and plotted (optim.Logger)."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from ..console import lua_print
from ..errors import TorchError
from ..files import system_name
from ..objects import TorchObject
from ..printing import cformat, lua_tostring
from ..registry import register
from ..table import Table
from .log_file import LogFile


@register("optim.Logger")
class Logger(TorchObject):
    """``Logger("train.log")`` writes a line of tab-separated columns for each add(); the first line names them.

    setNames() gives names to columns beforehand; then add() takes a list. Without a file name
    it writes to standard output. plot() needs matplotlib and writes ``train.log.eps``.
    """

    figure: Any = None
    plotRawCmd: Any = None
    epsfile: Any = None
    warned: Any = None

    def __init__(self, filename: str | None = None, timestamp: Any = None) -> None:
        if filename:
            self.name = filename
            self.file = LogFile(filename + time.strftime("-%Y_%m_%d_%X") if timestamp else filename)
            self.epsfile = filename + ".eps"
        else:
            self.file = LogFile()
            self.name = "stdout"
            lua_print("<Logger> warning: no path provided, logging to std out")
        self.empty = True
        self.symbols, self.styles, self.names, self.idx = Table(), Table(), Table(), Table()
        self.showPlot = True
        self.defaultStyle = "+"
        self.logscale = False

    def setNames(self, names: Any) -> Logger:
        """Names the columns and writes the first line; returns the logger."""
        self.names = names = _table(names)
        self.empty = False
        self.nsymbols = len(names)
        for key, name in names.items():
            self.file.write(name, "\t")
            self._add_column(key)
            self.idx[name] = key
        self.file.write("\n").flush()
        return self

    def _add_column(self, key: Any) -> None:
        self.symbols[key] = Table()
        self.styles[key] = Table([self.defaultStyle])

    def add(self, symbols: Any) -> None:
        """Writes a line of numbers and strings: a mapping from column names, or a list in setNames' order."""
        symbols = _table(symbols)
        items = symbols.items()
        if self.empty:
            self.empty = False
            self.nsymbols = len(symbols)
            for key, _ in items:
                self.file.write(key, "\t")
                self._add_column(key)
                self.names[key] = key
            self.idx = self.names
            self.file.write("\n")
        for _, value in items:
            self.file.write(_column(value), "\t")
        self.file.write("\n").flush()
        for key, value in items:
            column = self.symbols.get(key)
            if column is None:
                raise TorchError(f"<Logger> there is no column {lua_tostring(key)}")
            column.append(value)

    def style(self, symbols: Any) -> Logger:
        """Sets how columns are plotted: '-', '+', '+-' ..., or a list of such; returns the logger."""
        for name, style in _table(symbols).items():
            if isinstance(style, str):
                style = Table([style])
            elif not isinstance(style, (Table, list)):
                raise TorchError("<Logger> style should be a string or a table of strings")
            self.styles[name] = style if isinstance(style, Table) else Table(style)
        return self

    def setlogscale(self, state: Any) -> None:
        """Whether plots have a logarithmic y axis."""
        self.logscale = state

    def display(self, state: Any) -> None:
        """Whether plot() opens a window (where there is a screen)."""
        self.showPlot = state

    def plot(self, *names: Any) -> None:
        """Plots the columns of these names, or all, that have more than one value; a warning without matplotlib."""
        keys = [self.idx[name] for name in names] if names else list(self.symbols.keys())
        curves = []
        for key in keys:
            values = self.symbols[key].array_values()
            if len(values) > 1:
                for style in self.styles[key].array_values():
                    curves.append((self.names[key], [float(value) for value in values], style))
        if not curves:
            return
        try:
            from . import plot
        except ImportError:
            if not self.warned:
                lua_print("<Logger> warning: cannot plot with this version of Torch")
                lua_print("(plots need matplotlib: pip install luabridge[plot])")
                self.warned = True
            return
        title = f"<Logger::{self.name}>"
        if self.showPlot:
            self.figure = plot.show(curves, title, bool(self.logscale), self.figure)
        if self.epsfile:
            plot.save(curves, title, bool(self.logscale), system_name(self.epsfile))


def _table(values: Any) -> Any:
    """A Table, mapping or list as something with Lua's keys."""
    return values if isinstance(values, (Table, Mapping)) else Table(values)


def _column(value: Any) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return cformat("%11.4e", value)
    if isinstance(value, str):
        return value
    raise TorchError("<Logger> can only log numbers and strings")

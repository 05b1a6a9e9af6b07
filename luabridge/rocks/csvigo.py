"""Files of comma-separated values through Python's csv, for csvigo."""

from __future__ import annotations

import csv
from collections.abc import Iterable

from runtime.errors import TorchError
from runtime.table import Table

from ..native import failure, to_system

__all__ = ["read_rows", "split_row", "join_row"]


def _rows(lines: Iterable[str], separator: str) -> list[Table]:
    if separator == " ":
        return [Table(line.split()) for line in lines]
    return [Table(row or [""]) for row in csv.reader(lines, delimiter=separator)]


def read_rows(path: str, separator: str) -> Table:
    """All rows of a file, each a list of strings."""
    try:
        with open(to_system(path), encoding="latin-1", newline="") as file:
            return Table(_rows((line.replace("\r", "") for line in file), separator))
    except OSError as error:
        raise TorchError(failure(path, error)[1]) from None


def split_row(line: str, separator: str) -> Table:
    return _rows([line.replace("\r", "")], separator)[0]


def join_row(values: Table, separator: str) -> str:
    """A row of strings as one line; values with separators or quotes in them are quoted."""
    texts = values.array_values()
    quoted = ['"' + t.replace('"', '""') + '"' if separator in t or '"' in t else t for t in texts]
    return separator.join(quoted)

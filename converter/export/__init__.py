"""Export of the tensors of an object to other formats, chosen by the suffix of the file."""

from __future__ import annotations

import importlib
import os
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..t7.save import replacing
from .state import ExportError, State, collect

__all__ = ["FORMATS", "ExportError", "Report", "State", "collect", "export"]

#: The module of this package that writes and reads files of a suffix.
FORMATS = {".npz": "npz", ".safetensors": "safetensors"}


@dataclass
class Report:
    """What an export wrote: number of tensors and bytes, further names of shared tensors, and how
    many objects of which classes were met that the runtime does not have."""

    path: str
    tensors: int
    nbytes: int
    aliases: dict[str, str]
    unknown: dict[str, int]


def export(obj: Any, path: str | os.PathLike, *, everything: bool = False, source: str | None = None) -> Report:
    """Writes the tensors of `obj` to `path` (see `collect` for which, and for their names).

    What was written is read back and compared before it takes the place of a file at `path`.
    `source` is noted in formats that have room for it. ExportError for an unknown suffix, an
    object without tensors, or a package that is missing.
    """
    target = os.fspath(path)
    name = FORMATS.get(os.path.splitext(target)[1].lower())
    if name is None:
        raise ExportError(f"cannot export to {target}: the suffix must be one of {', '.join(FORMATS)}")
    writer = importlib.import_module(f".{name}", __name__)
    state = collect(obj, everything=everything)
    if not state.arrays:
        raise ExportError("there is no tensor to export" + ("" if everything else " (try --all)"))
    metadata = {"typename": getattr(obj, "_typename", None) or "table"}
    if source:
        metadata["source"] = source
    with replacing(target) as temporary:
        writer.write(state, temporary, metadata)
        _compare(state.arrays, writer.read(temporary), target)
    return Report(target, len(state.arrays), state.nbytes, state.aliases, state.unknown)


def _compare(written: dict[str, np.ndarray], found: dict[str, np.ndarray], path: str) -> None:
    """ExportError unless both hold the same names, types, shapes and bits."""
    if set(written) != set(found):
        raise ExportError(f"{path} does not hold the names that were written: {set(written) ^ set(found)}")
    for name, array in written.items():
        other = found[name]
        bits = f"u{array.itemsize}"
        same = array.dtype == other.dtype and array.shape == other.shape
        if not same or not np.array_equal(array.view(bits), np.ascontiguousarray(other).view(bits)):
            raise ExportError(f"{name} does not read back from {path} as it was written")

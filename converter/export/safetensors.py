"""Export to .safetensors; the extra package `safetensors` writes and reads the format."""

from __future__ import annotations

import json
from types import ModuleType

import numpy as np

from .state import ExportError, State


def _library() -> ModuleType:
    try:
        import safetensors.numpy as library
    except ImportError as error:
        raise ExportError("writing .safetensors needs another package: pip install luabridge[export]") from error
    return library


def write(state: State, path: str, metadata: dict[str, str]) -> None:
    """Writes the arrays (contiguous: the library writes wrong data for others).

    The file's own metadata hold `metadata`, the tensors' Torch types and the further names of
    shared tensors, the last two as JSON.
    """
    strings = {"format": "pt", **metadata, "torch_types": json.dumps(state.types)}
    if state.aliases:
        strings["aliases"] = json.dumps(state.aliases)
    _library().save_file(state.arrays, path, metadata=strings)


def read(path: str) -> dict[str, np.ndarray]:
    """The arrays of a file, by name."""
    return _library().load_file(path)

"""Export to numpy's .npz: one array a tensor, loaded with numpy.load."""

from __future__ import annotations

import zipfile

import numpy as np

from .state import State


def write(state: State, path: str, metadata: dict[str, str]) -> None:
    """Writes the arrays, uncompressed; names and order are kept (`metadata` has no place here)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for name, array in state.arrays.items():
            with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w", force_zip64=True) as entry:
                np.lib.format.write_array(entry, array, allow_pickle=False)


def read(path: str) -> dict[str, np.ndarray]:
    """The arrays of a file, by name."""
    with np.load(path, allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}

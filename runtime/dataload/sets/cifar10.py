"""Small colour images of ten classes (dl.loadCIFAR10)."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from ... import files
from ...errors import TorchError
from ...tensor import from_array
from . import images
from .places import data_path, find, missing, unpack

CLASSES = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
_SOURCE = "https://www.cs.toronto.edu/~kriz/cifar.html (binary version)"
_TRAINING = [f"data_batch_{i}" for i in range(1, 6)]
_ARCHIVES = ("cifar-10-torch.tar.gz", "cifar-10-binary.tar.gz")
_UNPACKED = ("cifar-10-batches-t7/test_batch.t7", "cifar-10-batches-bin/test_batch.bin")
_ROW = 1 + 3 * 32 * 32


def loadCIFAR10(
    datapath: str | None = None, validratio: float | None = None, scale: Any = None, srcurl: str | None = None
) -> tuple[Any, Any, Any]:
    """Loaders of the training, validation (a sixth, or `validratio`) and test set; inputs are n x 3 x 32 x 32.

    `datapath` (cifar10 in the data folder) holds cifar-10-batches-bin, CIFAR's binary version, or cifar-10-batches-t7,
    Torch's, or one of their archives.
    """
    datapath = datapath or data_path("cifar10")
    unpack(datapath, _ARCHIVES, *_UNPACKED)
    parts = [_joined([_batch(datapath, name) for name in names]) for names in (_TRAINING, ["test_batch"])]
    if None in parts:
        files_wanted = "cifar-10-batches-bin/data_batch_1.bin and its sisters"
        raise missing("loadCIFAR10", datapath, files_wanted, srcurl or _SOURCE)
    return images.loaders(parts[0], parts[1], CLASSES, validratio, scale)  # type: ignore[arg-type]


def _batch(folder: str, name: str) -> tuple[Any, Any] | None:
    """Rows of pixels, and labels."""
    saved = find(os.path.join(folder, "cifar-10-batches-t7"), f"{name}.t7")
    if saved:
        batch = files.load(saved)
        return batch["data"].array.T, batch["labels"].array.reshape(-1)
    raw = find(os.path.join(folder, "cifar-10-batches-bin"), f"{name}.bin")
    if not raw:
        return None
    values = np.fromfile(files.system_name(raw), "u1")
    if not values.size or values.size % _ROW:
        raise TorchError(f"dl.loadCIFAR10: {raw} is cut off or damaged")
    rows = values.reshape(-1, _ROW)
    return rows[:, 1:], rows[:, 0]


def _joined(batches: list[tuple[Any, Any] | None]) -> tuple[Any, Any] | None:
    found = [batch for batch in batches if batch is not None]
    if len(found) != len(batches):
        return None
    pixels = np.concatenate([pixels for pixels, _ in found]).astype("f4")
    labels = np.concatenate([labels for _, labels in found]).astype("f4")
    return from_array(pixels.reshape(-1, 3, 32, 32)), from_array(labels)

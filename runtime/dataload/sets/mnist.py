"""Handwritten digits (dl.loadMNIST)."""

from __future__ import annotations

import gzip
from typing import Any

import numpy as np

from ... import files
from ...errors import TorchError
from ...tensor import from_array
from . import images
from .places import data_path, find, missing, unpack

_SOURCE = "http://yann.lecun.com/exdb/mnist"
#: IDX files hold a magic number, the number of dimensions in its last byte, and the dimensions, big-endian.
_BYTES = 0x0800


def loadMNIST(
    datapath: str | None = None, validratio: float | None = None, scale: Any = None, srcurl: str | None = None
) -> tuple[Any, Any, Any]:
    """Loaders of the training, validation (a sixth, or `validratio`) and test set; inputs are n x 1 x 28 x 28.

    `datapath` (mnist in the data folder) holds MNIST's own files (train-images-idx3-ubyte ..., perhaps gzipped),
    or dataload's train.th7 and test.th7 (or mnist4.zip, which has them).
    """
    datapath = datapath or data_path("mnist")
    unpack(datapath, ("mnist4.zip",), "test.th7")
    parts = [_part(datapath, *names) for names in (("train", "train"), ("test", "t10k"))]
    if None in parts:
        raise missing("loadMNIST", datapath, "train-images-idx3-ubyte and its sisters", srcurl or _SOURCE)
    return images.loaders(parts[0], parts[1], list(range(10)), validratio, scale)  # type: ignore[arg-type]


def _part(folder: str, torch_name: str, name: str) -> tuple[Any, Any] | None:
    saved = find(folder, f"{torch_name}.th7")
    if saved:
        data = files.load(saved)
        inputs, labels = data[1], data[2]
        return inputs.resize(inputs.size(1), 1, 28, 28), labels
    names = (f"{name}-images-idx3-ubyte", f"{name}-labels-idx1-ubyte")
    pixels, labels = (find(folder, file, file + ".gz") for file in names)
    if not pixels or not labels:
        return None
    planes = _idx(pixels, 3)
    return from_array(planes.astype("f4")[:, None]), from_array(_idx(labels, 1).astype("f4"))


def _idx(path: str, dimensions: int) -> Any:
    """The array of bytes in an IDX file."""
    opened = gzip.open if path.endswith(".gz") else open
    with opened(files.system_name(path), "rb") as file:
        raw = file.read()
    start = 4 + 4 * dimensions
    header = np.frombuffer(raw[:start], ">u4") if len(raw) >= start else np.zeros(1, "u4")
    if header[0] != _BYTES + dimensions:
        raise TorchError(f"dl.loadMNIST: {path} is no IDX file of {dimensions} dimensions")
    values = np.frombuffer(raw, "u1", offset=start)
    if values.size != np.prod(header[1:].astype("i8")):
        raise TorchError(f"dl.loadMNIST: {path} is cut off or damaged")
    return values.reshape(header[1:].astype("i8"))

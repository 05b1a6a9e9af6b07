"""Small images with labels, as loaders for training, validation and test (dl.loadMNIST, dl.loadCIFAR10)."""

from __future__ import annotations

from typing import Any

from ...table import Table
from ..scaling import rescale
from ..tensor_loader import TensorLoader

_TO_UNIT = (0, 1)


def loaders(
    train: tuple[Any, Any], test: tuple[Any, Any], classes: list, validratio: float | None, scale: Any
) -> tuple[Any, Any, Any]:
    """Loaders of (inputs, labels from 0); the last `validratio` (1/6) of the training data is for validation.

    `scale` is the range that values are mapped to (0..1; False: as they are). Classes count from 1.
    """
    scale = _TO_UNIT if scale is None else scale
    made: list[Any] = []
    for inputs, labels in (train, test):
        if scale:
            rescale(inputs, *(scale.array_values() if isinstance(scale, Table) else scale))
        labels.add(1)
        made.append(TensorLoader(inputs, labels))
    training: Any
    training, validation = made[0].split(1 - (1 / 6 if validratio is None else validratio))
    for loader in (training, validation, made[1]):
        loader.classes = Table(classes)
    return training, validation, made[1]

"""One line a layer: how it is made and an input. Shapes stand for random DoubleTensors."""

from __future__ import annotations

from typing import Any

import numpy as np

from runtime import nn, torch


def _ones(*size: int) -> Any:
    return torch.DoubleTensor(*size).fill(1)


CASES: dict[str, tuple[Any, tuple[int, ...]]] = {
    "BatchNormalization": (lambda: nn.BatchNormalization(3), (6, 3)),
    "BatchNormalization, plain": (lambda: nn.BatchNormalization(3, 1e-3, 0.4, False), (6, 3)),
    "SpatialBatchNormalization": (lambda: nn.SpatialBatchNormalization(3), (4, 3, 3, 2)),
    "VolumetricBatchNormalization": (lambda: nn.VolumetricBatchNormalization(2), (3, 2, 2, 3, 2)),
    "LayerNormalization": (lambda: nn.LayerNormalization(5, 0.1), (4, 5)),
    "SpatialCrossMapLRN": (lambda: nn.SpatialCrossMapLRN(3, 0.5), (2, 5, 3, 2)),
    "SpatialCrossMapLRN, wide": (lambda: nn.SpatialCrossMapLRN(7, 0.5, 0.6, 2), (4, 2, 3)),
    "SpatialSubtractiveNormalization": (lambda: nn.SpatialSubtractiveNormalization(2, _ones(3, 5)), (2, 2, 5, 6)),
    "SpatialSubtractiveNormalization, 1d": (lambda: nn.SpatialSubtractiveNormalization(2, _ones(3)), (2, 5, 6)),
    "SpatialDivisiveNormalization": (lambda: nn.SpatialDivisiveNormalization(2, _ones(3, 3)), (2, 2, 5, 6)),
    "SpatialDivisiveNormalization, 1d": (lambda: nn.SpatialDivisiveNormalization(2, _ones(5)), (2, 6, 6)),
    "SpatialContrastiveNormalization": (lambda: nn.SpatialContrastiveNormalization(2, _ones(3, 3)), (2, 2, 5, 6)),
}


def build(name: str, seed: int = 11) -> tuple[Any, Any]:
    """(module, input) of a case, the same for the same seed."""
    torch.manualSeed(seed)
    make, shape = CASES[name]
    return make(), torch.DoubleTensor(np.random.default_rng(seed).standard_normal(shape))

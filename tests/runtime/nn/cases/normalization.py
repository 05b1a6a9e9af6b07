"""Normalizations."""

from __future__ import annotations

from typing import Any

from runtime import nn, torch

from .case import Case, case


def _ones(*size: int) -> Any:
    return torch.DoubleTensor(*size).fill(1)


CASES: dict[str, Case] = {
    "BatchNormalization": case(lambda: nn.BatchNormalization(3), (6, 3)),
    "BatchNormalization, plain": case(lambda: nn.BatchNormalization(3, 1e-3, 0.4, False), (6, 3)),
    "SpatialBatchNormalization": case(lambda: nn.SpatialBatchNormalization(3), (4, 3, 3, 2)),
    "VolumetricBatchNormalization": case(lambda: nn.VolumetricBatchNormalization(2), (3, 2, 2, 3, 2)),
    # Torch takes the means of other samples away: Replicate(nOutput, 1, 1) turns the column of means.
    "LayerNormalization": case(lambda: nn.LayerNormalization(5, 0.1), (4, 5), strided_gradient=False),
    "SpatialCrossMapLRN": case(lambda: nn.SpatialCrossMapLRN(3, 0.5), (2, 5, 3, 2)),
    "SpatialCrossMapLRN, wide": case(lambda: nn.SpatialCrossMapLRN(7, 0.5, 0.6, 2), (4, 2, 3)),
    "SpatialSubtractiveNormalization": case(lambda: nn.SpatialSubtractiveNormalization(2, _ones(3, 5)), (2, 2, 5, 6)),
    "SpatialSubtractiveNormalization, 1d": case(lambda: nn.SpatialSubtractiveNormalization(2, _ones(3)), (2, 5, 6)),
    "SpatialDivisiveNormalization": case(lambda: nn.SpatialDivisiveNormalization(2, _ones(3, 3)), (2, 2, 5, 6)),
    "SpatialDivisiveNormalization, 1d": case(lambda: nn.SpatialDivisiveNormalization(2, _ones(5)), (2, 6, 6)),
    "SpatialContrastiveNormalization": case(lambda: nn.SpatialContrastiveNormalization(2, _ones(3, 3)), (2, 2, 5, 6)),
}

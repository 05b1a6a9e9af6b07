"""One line a layer: how it is made and an input. Shapes stand for random DoubleTensors."""

from __future__ import annotations

from typing import Any

import numpy as np

from runtime import Table, nn, torch

tables = nn.tables


def _unpooled(pool: Any, unpool: Any) -> Any:
    return nn.Sequential().add(pool).add(nn.MulConstant(2)).add(unpool(pool))


def _fixed(module: Any) -> Any:
    return module.fixPoolingRegions()


CASES: dict[str, tuple[Any, Any]] = {
    "SpatialConvolution": (lambda: nn.SpatialConvolution(2, 3, 3, 2, 2, 1, 1, 1), (2, 2, 5, 6)),
    "SpatialConvolution, one": (lambda: nn.SpatialConvolution(2, 3, 3, 3, 1, 1, 1), (2, 5, 6)),
    "SpatialConvolution, 1x1": (lambda: nn.SpatialConvolution(3, 4, 1, 1), (2, 3, 4, 5)),
    "SpatialConvolution, 1x1 in steps": (lambda: nn.SpatialConvolution(3, 4, 1, 1, 2, 3), (2, 3, 4, 5)),
    "SpatialConvolution, no bias": (lambda: nn.SpatialConvolution(2, 2, 2, 2).noBias(), (3, 2, 4, 4)),
    "SpatialConvolution, many": (lambda: nn.SpatialConvolution(1, 2, 3, 3, 1, 1, 1, 1), (9, 1, 4, 4)),
    "SpatialConvolutionMM": (lambda: nn.SpatialConvolutionMM(2, 3, 3, 2, 1, 2, 1), (2, 2, 5, 6)),
    "SpatialDilatedConvolution": (lambda: nn.SpatialDilatedConvolution(2, 3, 3, 2, 1, 2, 2, 1, 2, 3), (2, 2, 6, 7)),
    "SpatialConvolutionMap": (lambda: nn.SpatialConvolutionMap(tables.random(4, 3, 2), 3, 2, 1, 2), (2, 4, 5, 5)),
    "SpatialConvolutionMap, one": (lambda: nn.SpatialConvolutionMap(tables.oneToOne(3), 2, 2), (3, 4, 5)),
    "SpatialConvolutionLocal": (lambda: nn.SpatialConvolutionLocal(2, 3, 5, 4, 3, 2, 2, 1, 1, 0), (2, 2, 4, 5)),
    "SpatialConvolutionLocal, one": (lambda: nn.SpatialConvolutionLocal(1, 2, 3, 3, 2, 2), (1, 3, 3)),
    "SpatialDepthWiseConvolution": (lambda: nn.SpatialDepthWiseConvolution(3, 2, 3, 3, 2, 2, 1, 1), (2, 3, 5, 5)),
    "SpatialDepthWiseConvolution, one": (lambda: nn.SpatialDepthWiseConvolution(2, 3, 2, 2), (2, 4, 4)),
    "SpatialFullConvolution": (lambda: nn.SpatialFullConvolution(2, 3, 3, 4, 2, 3, 1, 1, 1, 2), (2, 2, 3, 4)),
    "SpatialFullConvolution, one": (lambda: nn.SpatialFullConvolution(2, 3, 3, 3, 1, 1, 1, 1), (2, 4, 3)),
    "SpatialFullConvolution, 1x1": (lambda: nn.SpatialFullConvolution(2, 3, 1, 1), (2, 2, 4, 3)),
    "SpatialFullConvolution, size": (
        lambda: nn.SpatialFullConvolution(2, 1, 3, 3, 2, 2, 1, 1),
        [(1, 2, 3, 3), (1, 1, 6, 5)],
    ),
    "SpatialFullConvolutionMap": (lambda: nn.SpatialFullConvolutionMap(tables.full(2, 3), 3, 2, 2, 1), (2, 3, 4)),
    "TemporalConvolution": (lambda: nn.TemporalConvolution(3, 4, 3, 2), (2, 8, 3)),
    "TemporalConvolution, one": (lambda: nn.TemporalConvolution(3, 4, 2), (6, 3)),
    "TemporalRowConvolution": (lambda: nn.TemporalRowConvolution(3, 3, 2), (2, 9, 3)),
    "TemporalRowConvolution, features": (lambda: nn.TemporalRowConvolution(3, 2, 1, True), (2, 3, 6)),
    "TemporalSubSampling": (lambda: nn.TemporalSubSampling(3, 3, 2), (8, 3)),
    "TemporalMaxPooling": (lambda: nn.TemporalMaxPooling(3, 2), (2, 8, 3)),
    "TemporalMaxPooling, one": (lambda: nn.TemporalMaxPooling(2), (7, 3)),
    "TemporalDynamicKMaxPooling": (lambda: nn.TemporalDynamicKMaxPooling(2, 0.6), (2, 6, 3)),
    "SpatialSubSampling": (lambda: nn.SpatialSubSampling(2, 3, 2, 2, 1), (2, 2, 5, 6)),
    "SpatialMaxPooling": (lambda: nn.SpatialMaxPooling(3, 2, 2, 1, 1, 1), (2, 3, 5, 6)),
    "SpatialMaxPooling, one": (lambda: nn.SpatialMaxPooling(2, 2), (3, 4, 6)),
    "SpatialMaxPooling, ceil": (lambda: nn.SpatialMaxPooling(3, 3, 2, 2).ceil(), (2, 3, 6, 8)),
    "SpatialDilatedMaxPooling": (lambda: nn.SpatialDilatedMaxPooling(2, 3, 1, 2, 1, 1, 2, 1), (2, 2, 6, 6)),
    "SpatialAveragePooling": (lambda: nn.SpatialAveragePooling(3, 2, 2, 1, 1, 1), (2, 3, 5, 6)),
    "SpatialAveragePooling, exclude": (
        lambda: nn.SpatialAveragePooling(3, 3, 2, 2, 1, 1).ceil().setCountExcludePad(),
        (2, 3, 6, 6),
    ),
    "SpatialAdaptiveMaxPooling": (lambda: nn.SpatialAdaptiveMaxPooling(3, 2), (2, 3, 5, 7)),
    "SpatialAdaptiveAveragePooling": (lambda: nn.SpatialAdaptiveAveragePooling(3, 4), (2, 3, 5, 7)),
    "SpatialFractionalMaxPooling": (lambda: _fixed(nn.SpatialFractionalMaxPooling(2, 3, 4, 3)), (2, 3, 7, 8)),
    "SpatialFractionalMaxPooling, ratio": (lambda: nn.SpatialFractionalMaxPooling(2, 2, 0.6, 0.5), (3, 7, 8)),
    "SpatialLPPooling": (lambda: nn.SpatialLPPooling(2, 2, 2, 2), (2, 2, 4, 4)),
    "SpatialMaxUnpooling": (
        lambda: _unpooled(nn.SpatialMaxPooling(2, 2, 2, 2), nn.SpatialMaxUnpooling),
        (2, 3, 4, 5),
    ),
    "SpatialUpSamplingNearest": (lambda: nn.SpatialUpSamplingNearest(3), (2, 3, 2, 4)),
    "SpatialUpSamplingBilinear": (lambda: nn.SpatialUpSamplingBilinear(3), (2, 3, 3, 4)),
    "SpatialUpSamplingBilinear, size": (
        lambda: nn.SpatialUpSamplingBilinear(Table({"oheight": 7, "owidth": 4})),
        (2, 3, 4),
    ),
    "UpSampling": (lambda: nn.UpSampling(2), (1, 2, 2, 3, 2)),
    "UpSampling, linear": (lambda: nn.UpSampling(2, "linear"), (1, 2, 2, 3, 2)),
    "UpSampling, bilinear": (lambda: nn.UpSampling(3, "bilinear"), (2, 2, 3, 2)),
    "SpatialZeroPadding": (lambda: nn.SpatialZeroPadding(1, 2, 0, 3), (2, 2, 3, 4)),
    "SpatialZeroPadding, crop": (lambda: nn.SpatialZeroPadding(-1, 2, 1, -2), (2, 4, 5)),
    "SpatialReflectionPadding": (lambda: nn.SpatialReflectionPadding(2, 1, 1, 3), (2, 2, 4, 5)),
    "SpatialReflectionPadding, crop": (lambda: nn.SpatialReflectionPadding(-1, 1, 2, -1), (2, 4, 5)),
    "SpatialReplicationPadding": (lambda: nn.SpatialReplicationPadding(2, 1, 0, 3), (2, 2, 4, 5)),
    "SpatialReplicationPadding, crop": (lambda: nn.SpatialReplicationPadding(-1, 2, 3, -1), (2, 4, 5)),
    "PixelShuffle": (lambda: nn.PixelShuffle(2), (2, 8, 3, 2)),
    "FeatureLPPooling": (lambda: nn.FeatureLPPooling(3, 2, 2, 1), (2, 7, 2)),
    "VolumetricConvolution": (lambda: nn.VolumetricConvolution(2, 3, 2, 3, 2, 1, 2, 1, 1, 0, 1), (2, 2, 3, 4, 5)),
    "VolumetricConvolution, one": (lambda: nn.VolumetricConvolution(1, 2, 2, 2, 2), (1, 3, 3, 4)),
    "VolumetricDilatedConvolution": (
        lambda: nn.VolumetricDilatedConvolution(1, 2, 2, 2, 2, 1, 2, 1, 1, 0, 1, 2, 1, 2),
        (2, 1, 4, 4, 4),
    ),
    "VolumetricFullConvolution": (
        lambda: nn.VolumetricFullConvolution(2, 1, 3, 2, 3, 2, 2, 2, 1, 0, 1, 1, 1, 0),
        (2, 2, 2, 2, 3),
    ),
    "VolumetricMaxPooling": (lambda: nn.VolumetricMaxPooling(2, 3, 2, 1, 2, 2, 1, 1, 0), (2, 2, 4, 5, 6)),
    "VolumetricDilatedMaxPooling": (
        lambda: nn.VolumetricDilatedMaxPooling(2, 2, 2, 1, 2, 1, 0, 0, 0, 2, 1, 2),
        (2, 4, 3, 5),
    ),
    "VolumetricAveragePooling": (lambda: nn.VolumetricAveragePooling(2, 2, 3, 1, 2, 2), (2, 3, 4, 5, 6)),
    "VolumetricFractionalMaxPooling": (
        lambda: _fixed(nn.VolumetricFractionalMaxPooling(2, 2, 2, 2, 3, 2)),
        (1, 2, 5, 6, 5),
    ),
    "VolumetricMaxUnpooling": (
        lambda: _unpooled(nn.VolumetricMaxPooling(2, 2, 2, 2, 2, 2), nn.VolumetricMaxUnpooling),
        (2, 2, 4, 4, 2),
    ),
    "VolumetricReplicationPadding": (lambda: nn.VolumetricReplicationPadding(1, 0, 2, 1, 0, 1), (2, 1, 2, 2, 3)),
}

#: Their input must be positive: powers with real exponents.
POSITIVE = {"FeatureLPPooling"}


def random_input(shape: Any, rng: Any, positive: bool = False) -> Any:
    if isinstance(shape, list):
        return Table([random_input(s, rng) for s in shape])
    values = rng.standard_normal(shape)
    return torch.DoubleTensor(np.abs(values) + 0.1 if positive else values)


def build(name: str, seed: int = 11) -> tuple[Any, Any]:
    """(module, input) of a case, the same for the same seed."""
    torch.manualSeed(seed)
    make, shape = CASES[name]
    return make(), random_input(shape, np.random.default_rng(seed), name in POSITIVE)

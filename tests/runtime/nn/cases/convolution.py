"""Convolutions, poolings, paddings and samplings."""

from __future__ import annotations

from typing import Any

from runtime import Table, nn

from .case import Case, batch, case

tables = nn.tables


def _unpooled(pool: Any, unpool: Any) -> Any:
    return nn.Sequential().add(pool).add(nn.MulConstant(2)).add(unpool(pool))


def _draw_again(module: Any) -> None:
    module.fixPoolingRegions(False)


def _fixed(module: Any) -> Any:
    return module.fixPoolingRegions()


CASES: dict[str, Case] = {
    "SpatialConvolution": batch(lambda: nn.SpatialConvolution(2, 3, 3, 2, 2, 1, 1, 1), (2, 2, 5, 6)),
    "SpatialConvolution, one": case(lambda: nn.SpatialConvolution(2, 3, 3, 3, 1, 1, 1), (2, 5, 6)),
    "SpatialConvolution, 1x1": batch(lambda: nn.SpatialConvolution(3, 4, 1, 1), (2, 3, 4, 5)),
    "SpatialConvolution, 1x1 in steps": batch(lambda: nn.SpatialConvolution(3, 4, 1, 1, 2, 3), (2, 3, 4, 5)),
    "SpatialConvolution, no bias": batch(lambda: nn.SpatialConvolution(2, 2, 2, 2).noBias(), (3, 2, 4, 4)),
    "SpatialConvolution, many": batch(lambda: nn.SpatialConvolution(1, 2, 3, 3, 1, 1, 1, 1), (9, 1, 4, 4)),
    "SpatialConvolutionMM": batch(lambda: nn.SpatialConvolutionMM(2, 3, 3, 2, 1, 2, 1), (2, 2, 5, 6)),
    "SpatialDilatedConvolution": batch(
        lambda: nn.SpatialDilatedConvolution(2, 3, 3, 2, 1, 2, 2, 1, 2, 3), (2, 2, 6, 7)
    ),
    "SpatialConvolutionMap": batch(lambda: nn.SpatialConvolutionMap(tables.random(4, 3, 2), 3, 2, 1, 2), (2, 4, 5, 5)),
    "SpatialConvolutionMap, one": case(lambda: nn.SpatialConvolutionMap(tables.oneToOne(3), 2, 2), (3, 4, 5)),
    "SpatialConvolutionLocal": batch(lambda: nn.SpatialConvolutionLocal(2, 3, 5, 4, 3, 2, 2, 1, 1, 0), (2, 2, 4, 5)),
    "SpatialConvolutionLocal, one": case(lambda: nn.SpatialConvolutionLocal(1, 2, 3, 3, 2, 2), (1, 3, 3)),
    "SpatialDepthWiseConvolution": batch(lambda: nn.SpatialDepthWiseConvolution(3, 2, 3, 3, 2, 2, 1, 1), (2, 3, 5, 5)),
    "SpatialDepthWiseConvolution, one": case(lambda: nn.SpatialDepthWiseConvolution(2, 3, 2, 2), (2, 4, 4)),
    "SpatialFullConvolution": batch(lambda: nn.SpatialFullConvolution(2, 3, 3, 4, 2, 3, 1, 1, 1, 2), (2, 2, 3, 4)),
    "SpatialFullConvolution, one": case(lambda: nn.SpatialFullConvolution(2, 3, 3, 3, 1, 1, 1, 1), (2, 4, 3)),
    "SpatialFullConvolution, 1x1": batch(lambda: nn.SpatialFullConvolution(2, 3, 1, 1), (2, 2, 4, 3)),
    "SpatialFullConvolution, size": case(
        lambda: nn.SpatialFullConvolution(2, 1, 3, 3, 2, 2, 1, 1), [(1, 2, 3, 3), (1, 1, 6, 5)], reused=False
    ),
    "SpatialFullConvolutionMap": case(lambda: nn.SpatialFullConvolutionMap(tables.full(2, 3), 3, 2, 2, 1), (2, 3, 4)),
    "TemporalConvolution": batch(lambda: nn.TemporalConvolution(3, 4, 3, 2), (2, 8, 3)),
    "TemporalConvolution, one": case(lambda: nn.TemporalConvolution(3, 4, 2), (6, 3)),
    "TemporalRowConvolution": batch(lambda: nn.TemporalRowConvolution(3, 3, 2), (2, 9, 3)),
    "TemporalRowConvolution, features": batch(lambda: nn.TemporalRowConvolution(3, 2, 1, True), (2, 3, 6)),
    "TemporalSubSampling": case(lambda: nn.TemporalSubSampling(3, 3, 2), (8, 3)),
    "TemporalSubSampling, one window": case(lambda: nn.TemporalSubSampling(3, 4), (4, 3)),
    "TemporalMaxPooling": batch(lambda: nn.TemporalMaxPooling(3, 2), (2, 8, 3)),
    "TemporalMaxPooling, one": case(lambda: nn.TemporalMaxPooling(2), (7, 3)),
    "TemporalDynamicKMaxPooling": batch(lambda: nn.TemporalDynamicKMaxPooling(2, 0.6), (2, 6, 3)),
    "SpatialSubSampling": batch(lambda: nn.SpatialSubSampling(2, 3, 2, 2, 1), (2, 2, 5, 6)),
    "SpatialMaxPooling": batch(lambda: nn.SpatialMaxPooling(3, 2, 2, 1, 1, 1), (2, 3, 5, 6)),
    "SpatialMaxPooling, one": case(lambda: nn.SpatialMaxPooling(2, 2), (3, 4, 6)),
    "SpatialMaxPooling, ceil": batch(lambda: nn.SpatialMaxPooling(3, 3, 2, 2).ceil(), (2, 3, 6, 8)),
    "SpatialDilatedMaxPooling": batch(lambda: nn.SpatialDilatedMaxPooling(2, 3, 1, 2, 1, 1, 2, 1), (2, 2, 6, 6)),
    "SpatialAveragePooling": batch(lambda: nn.SpatialAveragePooling(3, 2, 2, 1, 1, 1), (2, 3, 5, 6)),
    "SpatialAveragePooling, exclude": batch(
        lambda: nn.SpatialAveragePooling(3, 3, 2, 2, 1, 1).ceil().setCountExcludePad(),
        (2, 3, 6, 6),
    ),
    "SpatialAdaptiveMaxPooling": batch(lambda: nn.SpatialAdaptiveMaxPooling(3, 2), (2, 3, 5, 7)),
    "SpatialAdaptiveAveragePooling": batch(lambda: nn.SpatialAdaptiveAveragePooling(3, 4), (2, 3, 5, 7)),
    "SpatialFractionalMaxPooling": case(
        lambda: _fixed(nn.SpatialFractionalMaxPooling(2, 3, 4, 3)), (2, 3, 7, 8), renew=_draw_again
    ),
    "SpatialFractionalMaxPooling, ratio": case(lambda: nn.SpatialFractionalMaxPooling(2, 2, 0.6, 0.5), (3, 7, 8)),
    "SpatialLPPooling": batch(lambda: nn.SpatialLPPooling(2, 2, 2, 2), (2, 2, 4, 4)),
    "SpatialMaxUnpooling": batch(
        lambda: _unpooled(nn.SpatialMaxPooling(2, 2, 2, 2), nn.SpatialMaxUnpooling),
        (2, 3, 4, 5),
    ),
    "SpatialUpSamplingNearest": batch(lambda: nn.SpatialUpSamplingNearest(3), (2, 3, 2, 4)),
    "SpatialUpSamplingBilinear": batch(lambda: nn.SpatialUpSamplingBilinear(3), (2, 3, 3, 4)),
    "SpatialUpSamplingBilinear, size": case(
        lambda: nn.SpatialUpSamplingBilinear(Table({"oheight": 7, "owidth": 4})),
        (2, 3, 4),
    ),
    "UpSampling": case(lambda: nn.UpSampling(2), (1, 2, 2, 3, 2)),
    "UpSampling, linear": case(lambda: nn.UpSampling(2, "linear"), (1, 2, 2, 3, 2)),
    "UpSampling, bilinear": case(lambda: nn.UpSampling(3, "bilinear"), (2, 2, 3, 2)),
    "SpatialZeroPadding": batch(lambda: nn.SpatialZeroPadding(1, 2, 0, 3), (2, 2, 3, 4)),
    "SpatialZeroPadding, crop": case(lambda: nn.SpatialZeroPadding(-1, 2, 1, -2), (2, 4, 5)),
    "SpatialReflectionPadding": batch(lambda: nn.SpatialReflectionPadding(2, 1, 1, 3), (2, 2, 4, 5)),
    "SpatialReflectionPadding, crop": case(lambda: nn.SpatialReflectionPadding(-1, 1, 2, -1), (2, 4, 5)),
    "SpatialReplicationPadding": batch(lambda: nn.SpatialReplicationPadding(2, 1, 0, 3), (2, 2, 4, 5)),
    "SpatialReplicationPadding, crop": case(lambda: nn.SpatialReplicationPadding(-1, 2, 3, -1), (2, 4, 5)),
    "PixelShuffle": batch(lambda: nn.PixelShuffle(2), (2, 8, 3, 2), strided=False),
    "FeatureLPPooling": case(lambda: nn.FeatureLPPooling(3, 2, 2, 1), (2, 7, 2)),
    "VolumetricConvolution": batch(lambda: nn.VolumetricConvolution(2, 3, 2, 3, 2, 1, 2, 1, 1, 0, 1), (2, 2, 3, 4, 5)),
    "VolumetricConvolution, one": case(lambda: nn.VolumetricConvolution(1, 2, 2, 2, 2), (1, 3, 3, 4)),
    "VolumetricDilatedConvolution": batch(
        lambda: nn.VolumetricDilatedConvolution(1, 2, 2, 2, 2, 1, 2, 1, 1, 0, 1, 2, 1, 2),
        (2, 1, 4, 4, 4),
    ),
    "VolumetricFullConvolution": batch(
        lambda: nn.VolumetricFullConvolution(2, 1, 3, 2, 3, 2, 2, 2, 1, 0, 1, 1, 1, 0),
        (2, 2, 2, 2, 3),
    ),
    "VolumetricMaxPooling": batch(lambda: nn.VolumetricMaxPooling(2, 3, 2, 1, 2, 2, 1, 1, 0), (2, 2, 4, 5, 6)),
    "VolumetricDilatedMaxPooling": case(
        lambda: nn.VolumetricDilatedMaxPooling(2, 2, 2, 1, 2, 1, 0, 0, 0, 2, 1, 2),
        (2, 4, 3, 5),
    ),
    "VolumetricAveragePooling": batch(lambda: nn.VolumetricAveragePooling(2, 2, 3, 1, 2, 2), (2, 3, 4, 5, 6)),
    "VolumetricFractionalMaxPooling": case(
        lambda: _fixed(nn.VolumetricFractionalMaxPooling(2, 2, 2, 2, 3, 2)), (1, 2, 5, 6, 5), renew=_draw_again
    ),
    "VolumetricMaxUnpooling": batch(
        lambda: _unpooled(nn.VolumetricMaxPooling(2, 2, 2, 2, 2, 2), nn.VolumetricMaxUnpooling),
        (2, 2, 4, 4, 2),
    ),
    "VolumetricReplicationPadding": batch(lambda: nn.VolumetricReplicationPadding(1, 0, 2, 1, 0, 1), (2, 1, 2, 2, 3)),
}

"""Criterions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from runtime import Table, nn, registry, torch

from .case import Loss, loss

Make = Callable[[], Any]


def cudnn(name: str) -> Any:
    return registry.lookup(f"cudnn.{name}")


def normal(*size: int, seed: int = 0) -> Any:
    return torch.from_numpy(np.random.default_rng(seed + sum(size)).standard_normal(size))


def uniform(*size: int) -> Any:
    return torch.from_numpy(np.random.default_rng(sum(size)).uniform(0.05, 0.95, size))


def signs(*size: int) -> Any:
    return torch.from_numpy(np.random.default_rng(sum(size)).choice([-1.0, 1.0], size))


def classes(n: int, *size: int) -> Any:
    return torch.from_numpy(np.random.default_rng(sum(size)).integers(1, n + 1, size))


def pair(*size: int) -> Table:
    return Table([normal(*size), normal(*size, seed=1)])


def weights(*values: float) -> Any:
    return torch.DoubleTensor(list(values))


def summed(make: Make) -> Make:
    def made() -> Any:
        result = make()
        result.sizeAverage = False
        return result

    return made


def multi() -> Any:
    return nn.MultiCriterion().add(nn.MSECriterion(), 0.5).add(nn.SmoothL1Criterion())


def parallel() -> Any:
    return nn.ParallelCriterion().add(nn.MSECriterion(), 0.5).add(nn.ClassNLLCriterion(), 2)


LABELS = torch.LongTensor([[2, 4, 0, 1], [3, 0, 0, 0], [0, 1, 1, 1]])

CASES: dict[str, Loss] = {
    "AbsCriterion": loss(nn.AbsCriterion, normal(3, 4), normal(3, 4, seed=1)),
    "BCECriterion": loss(nn.BCECriterion, uniform(3, 4), uniform(4, 3).t()),
    "BCECriterion, weights": loss(
        lambda: nn.BCECriterion(weights(1, 2, 0.5, 3), False), uniform(3, 4), uniform(4, 3).t()
    ),
    "ClassNLLCriterion": loss(nn.ClassNLLCriterion, normal(5, 4), classes(4, 5)),
    "ClassNLLCriterion, weights": loss(
        lambda: nn.ClassNLLCriterion(weights(1, 2, 0.5, 3)), normal(5, 4), classes(4, 5)
    ),
    "ClassNLLCriterion, sum": loss(
        lambda: nn.ClassNLLCriterion(weights(1, 2, 0.5, 3), False), normal(5, 4), classes(4, 5)
    ),
    "ClassNLLCriterion, ignore": loss(
        lambda: nn.ClassNLLCriterion(None, None, 2), normal(5, 4), torch.LongTensor([1, 2, 3, 2, 4])
    ),
    "ClassNLLCriterion, one": loss(nn.ClassNLLCriterion, normal(4), 3),
    "ClassSimplexCriterion": loss(lambda: nn.ClassSimplexCriterion(4), normal(5, 4), classes(4, 5)),
    "CosineEmbeddingCriterion": loss(lambda: nn.CosineEmbeddingCriterion(-0.4), pair(6, 3), signs(6)),
    "CosineEmbeddingCriterion, one": loss(lambda: nn.CosineEmbeddingCriterion(-0.4), pair(3), -1),
    "CrossEntropyCriterion": loss(nn.CrossEntropyCriterion, normal(5, 4), classes(4, 5)),
    "CrossEntropyCriterion, 1x1": loss(
        lambda: nn.CrossEntropyCriterion(weights(1, 2, 3)), normal(2, 3, 1, 1), classes(3, 2)
    ),
    "DistKLDivCriterion": loss(nn.DistKLDivCriterion, normal(3, 4), uniform(3, 4)),
    "DistanceRatioCriterion": loss(nn.DistanceRatioCriterion, pair(4)),
    "DistanceRatioCriterion, sum": loss(summed(nn.DistanceRatioCriterion), pair(4, 1)),
    "HingeEmbeddingCriterion": loss(nn.HingeEmbeddingCriterion, uniform(6), signs(6)),
    "HingeEmbeddingCriterion, one": loss(lambda: nn.HingeEmbeddingCriterion(2), uniform(1), -1),
    "L1Cost": loss(nn.L1Cost, normal(3, 4)),
    "L1HingeEmbeddingCriterion": loss(lambda: nn.L1HingeEmbeddingCriterion(9), pair(5), -1),
    "L1HingeEmbeddingCriterion, similar": loss(nn.L1HingeEmbeddingCriterion, pair(5), 1),
    "MSECriterion": loss(nn.MSECriterion, normal(3, 4), normal(4, 3).t()),
    "MSECriterion, sum": loss(lambda: nn.MSECriterion(False), normal(3, 4), normal(3, 4, seed=1)),
    "MarginCriterion": loss(nn.MarginCriterion, normal(3, 4), signs(3, 4)),
    "MarginRankingCriterion": loss(nn.MarginRankingCriterion, pair(6), signs(6)),
    "MarginRankingCriterion, one": loss(lambda: nn.MarginRankingCriterion(3), pair(1), 1),
    "ModuleCriterion": loss(
        lambda: nn.ModuleCriterion(nn.MSECriterion(), nn.Tanh(), nn.MulConstant(2)), normal(4), normal(4)
    ),
    "MultiCriterion": loss(multi, normal(3, 4), normal(3, 4, seed=1)),
    "MultiLabelMarginCriterion": loss(nn.MultiLabelMarginCriterion, normal(3, 4), LABELS),
    "MultiLabelMarginCriterion, vector": loss(
        summed(nn.MultiLabelMarginCriterion), normal(4), torch.DoubleTensor([4, 1, 0, 0])
    ),
    "MultiLabelSoftMarginCriterion": loss(nn.MultiLabelSoftMarginCriterion, normal(3, 4), uniform(3, 4), strided=False),
    "MultiLabelSoftMarginCriterion, weights": loss(
        lambda: nn.MultiLabelSoftMarginCriterion(weights(1, 2, 3, 4), False), normal(3, 4), uniform(3, 4), strided=False
    ),
    "MultiMarginCriterion": loss(nn.MultiMarginCriterion, normal(5, 4), classes(4, 5)),
    "MultiMarginCriterion, p2": loss(
        lambda: nn.MultiMarginCriterion(2, weights(1, 2, 3, 4), 0.5), normal(5, 4), classes(4, 5)
    ),
    "MultiMarginCriterion, one": loss(summed(nn.MultiMarginCriterion), normal(4), 2),
    "ParallelCriterion": loss(parallel, Table([normal(3), normal(2, 4)]), Table([normal(3, seed=1), classes(4, 2)])),
    "SmoothL1Criterion": loss(nn.SmoothL1Criterion, normal(3, 4), normal(3, 4, seed=1)),
    "SoftMarginCriterion": loss(nn.SoftMarginCriterion, normal(3, 4), signs(3, 4)),
    "SpatialAutoCropMSECriterion": loss(nn.SpatialAutoCropMSECriterion, normal(2, 3, 2), normal(2, 3, 2, seed=1)),
    "SpatialClassNLLCriterion": loss(nn.SpatialClassNLLCriterion, normal(2, 3, 2, 2), classes(3, 2, 2, 2)),
    "SpatialClassNLLCriterion, weights": loss(
        lambda: nn.SpatialClassNLLCriterion(weights(1, 2, 0.5), False),
        normal(2, 3, 2, 2),
        classes(3, 2, 2, 2),
    ),
    "SpatialCrossEntropyCriterion": loss(
        cudnn("SpatialCrossEntropyCriterion"), normal(2, 3, 2, 2), classes(3, 2, 2, 2)
    ),
    "VolumetricCrossEntropyCriterion": loss(
        cudnn("VolumetricCrossEntropyCriterion"), normal(2, 3, 2, 1, 2), classes(3, 2, 2, 1, 2), strided=False
    ),
    "WeightedMSECriterion": loss(
        lambda: nn.WeightedMSECriterion(weights(1, 2, 0.5)), normal(4, 3), normal(4, 3, seed=1)
    ),
    "WeightedMSECriterion, vector": loss(
        lambda: nn.WeightedMSECriterion(weights(1, 2, 0.5)), normal(3), normal(3, seed=1)
    ),
}

"""One line a layer: how it is made and an input. Shapes stand for random DoubleTensors."""

from __future__ import annotations

from typing import Any

import numpy as np

from runtime import Table, nn, torch

LONG = torch.LongTensor

CASES: dict[str, tuple[Any, Any]] = {
    "Linear": (lambda: nn.Linear(4, 3), (5, 4)),
    "Linear, vector": (lambda: nn.Linear(4, 3), (4,)),
    "Linear, no bias": (lambda: nn.Linear(4, 3, False), (2, 4)),
    "LinearWeightNorm": (lambda: nn.LinearWeightNorm(4, 3), (5, 4)),
    "LinearWeightNorm, vector": (lambda: nn.LinearWeightNorm(4, 3), (4,)),
    "PartialLinear": (lambda: _partial(4, 6, [2, 5, 6]), (3, 4)),
    "Bilinear": (lambda: nn.Bilinear(3, 4, 2), [(5, 3), (5, 4)]),
    "Bilinear, no bias": (lambda: nn.Bilinear(2, 3, 3, False), [(4, 2), (4, 3)]),
    "Dropout": (lambda: nn.Dropout(0.3), (4, 6)),
    "Dropout, v1": (lambda: nn.Dropout(0.3, True), (4, 6)),
    "SpatialDropout": (lambda: nn.SpatialDropout(0.4), (2, 3, 4, 5)),
    "SpatialDropout, one": (lambda: nn.SpatialDropout(0.4), (3, 4, 5)),
    "VolumetricDropout": (lambda: nn.VolumetricDropout(0.4), (2, 3, 2, 4, 5)),
    "WhiteNoise": (lambda: nn.WhiteNoise(1, 0.5), (4, 3)),
    "Add": (lambda: nn.Add(4), (3, 4)),
    "Add, planes": (lambda: nn.Add(6), (3, 2, 3)),
    "Add, scalar": (lambda: nn.Add(4, True), (3, 4)),
    "CAdd": (lambda: nn.CAdd(3, 1), (3, 4)),
    "CAdd, batch": (lambda: nn.CAdd(2, 3), (4, 2, 3)),
    "CAdd, whole": (lambda: nn.CAdd(6), (2, 3)),
    "Mul": (lambda: nn.Mul(), (3, 4)),
    "CMul": (lambda: nn.CMul(1, 3, 1), (2, 3, 4)),
    "CMul, batch": (lambda: nn.CMul(2, 3), (4, 2, 3)),
    "CMul, whole": (lambda: nn.CMul(6), (2, 3)),
    "Euclidean": (lambda: nn.Euclidean(4, 3), (5, 4)),
    "Euclidean, vector": (lambda: nn.Euclidean(4, 3), (4,)),
    "WeightedEuclidean": (lambda: nn.WeightedEuclidean(4, 3), (5, 4)),
    "WeightedEuclidean, vector": (lambda: nn.WeightedEuclidean(4, 3), (4,)),
    "Cosine": (lambda: nn.Cosine(4, 3), (5, 4)),
    "Cosine, vector": (lambda: nn.Cosine(4, 3), (4,)),
    "Max": (lambda: nn.Max(2), (3, 4, 2)),
    "Max, vector": (lambda: nn.Max(), (5,)),
    "Min": (lambda: nn.Min(-1), (3, 4)),
    "Min, batch": (lambda: nn.Min(1, 1), (3, 4)),
    "Sum": (lambda: nn.Sum(2), (3, 4, 2)),
    "Sum, kept": (lambda: nn.Sum(2, None, True, False), (3, 4, 2)),
    "Mean": (lambda: nn.Mean(1, 2), (3, 4, 2)),
    "Identity": (lambda: nn.Identity(), (3, 4)),
    "Identity, table": (lambda: nn.Identity(), [(3,), [(2,), (1, 2)]]),
    "Copy": (lambda: nn.Copy(), (3, 4)),
    "Copy, forced": (lambda: nn.Copy(None, None, True), (3, 4)),
    "Narrow": (lambda: nn.Narrow(2, 2, -2), (3, 5)),
    "Select": (lambda: nn.Select(-1, -2), (3, 5)),
    "Replicate": (lambda: nn.Replicate(3, 2), (2, 4)),
    "Replicate, batch": (lambda: nn.Replicate(3, 1, 1), (2, 4)),
    "Reshape": (lambda: nn.Reshape(6), (4, 2, 3)),
    "View": (lambda: nn.View(-1).setNumInputDims(2), (4, 2, 3)),
    "Contiguous": (lambda: nn.Contiguous(), (4, 3)),
    "Squeeze": (lambda: nn.Squeeze(), (2, 1, 3, 1)),
    "Squeeze, batch": (lambda: nn.Squeeze(1, 2), (2, 1, 3)),
    "Unsqueeze": (lambda: nn.Unsqueeze(1, 1), (2, 3)),
    "Transpose": (lambda: nn.Transpose([1, 3], [2, 3]), (2, 3, 4)),
    "Padding": (lambda: nn.Padding(2, 2, 2, 0.5, 2), (3, 4)),
    "Padding, batch": (lambda: nn.Padding(1, -2, 1), (3, 4)),
    "Collapse": (lambda: nn.Collapse(2), (3, 2, 4)),
    "Constant": (lambda: nn.Constant(torch.DoubleTensor([1, 2]), 1), (3, 4)),
    "Index": (lambda: nn.Index(2), [(3, 4), LONG([4, 1, 1])]),
    "Index, vector": (lambda: nn.Index(1), [(4,), LONG([4, 1, 1])]),
    "MaskedSelect": (lambda: nn.MaskedSelect(), [(2, 3), torch.ByteTensor([[1, 0, 1], [0, 0, 1]])]),
    "Normalize": (lambda: nn.Normalize(2), (3, 4)),
    "Normalize, vector": (lambda: nn.Normalize(2), (4,)),
    "Normalize, 1": (lambda: nn.Normalize(1), (3, 4)),
    "Normalize, 1.5": (lambda: nn.Normalize(1.5), (3, 4)),
    "Normalize, 3": (lambda: nn.Normalize(3), (3, 4)),
    "Normalize, 4": (lambda: nn.Normalize(4), (3, 4)),
    "Normalize, largest": (lambda: nn.Normalize(float("inf")), (3, 4)),
    "LookupTable": (lambda: nn.LookupTable(6, 3), LONG([[1, 4, 1], [6, 4, 4]])),
    "LookupTable, vector": (lambda: nn.LookupTable(6, 3), LONG([2, 2, 5])),
    "OneHot": (lambda: nn.OneHot(5), LONG([[1, 2], [5, 1]])),
    "Kmeans": (lambda: nn.Kmeans(3, 2), (6, 2)),
    "L1Penalty": (lambda: nn.L1Penalty(0.3), (3, 4)),
    "GradientReversal": (lambda: nn.GradientReversal(2), (3, 4)),
    "ZeroGrad": (lambda: nn.ZeroGrad(), (3, 4)),
    "SparseLinear": (lambda: nn.SparseLinear(5, 2, True), [torch.DoubleTensor([[1, 0.5], [4, -1]])] * 2),
}

#: Layers whose backward is, on purpose, not the derivative of their forward by the input.
NO_DERIVATIVE = {"OneHot", "Kmeans", "L1Penalty", "GradientReversal", "ZeroGrad", "SparseLinear"}


def _partial(inputs: int, outputs: int, columns: list[int]) -> Any:
    module = nn.PartialLinear(inputs, outputs)
    module.setPartition(torch.DoubleTensor(columns))
    return module


def random_input(shape: Any, rng: Any) -> Any:
    if isinstance(shape, list):
        return Table([random_input(s, rng) for s in shape])
    return torch.DoubleTensor(rng.standard_normal(shape)) if isinstance(shape, tuple) else shape.clone()


def build(name: str, seed: int = 11) -> tuple[Any, Any]:
    """(module, input) of a case, the same for the same seed."""
    torch.manualSeed(seed)
    make, shape = CASES[name]
    return make(), random_input(shape, np.random.default_rng(seed))

"""Simple layers."""

from __future__ import annotations

from typing import Any

from runtime import nn, torch

from .case import Case, batch, case

LONG = torch.LongTensor


def _partial(inputs: int, outputs: int, columns: list[int]) -> Any:
    module = nn.PartialLinear(inputs, outputs)
    module.setPartition(torch.DoubleTensor(columns))
    return module


CASES: dict[str, Case] = {
    "Linear": batch(lambda: nn.Linear(4, 3), (5, 4)),
    "Linear, vector": case(lambda: nn.Linear(4, 3), (4,)),
    "Linear, no bias": batch(lambda: nn.Linear(4, 3, False), (2, 4)),
    "LinearWeightNorm": batch(lambda: nn.LinearWeightNorm(4, 3), (5, 4), evaluation=False),
    "LinearWeightNorm, vector": case(lambda: nn.LinearWeightNorm(4, 3), (4,), evaluation=False),
    "PartialLinear": batch(lambda: _partial(4, 6, [2, 5, 6]), (3, 4)),
    "Bilinear": case(lambda: nn.Bilinear(3, 4, 2), [(5, 3), (5, 4)]),
    "Bilinear, no bias": case(lambda: nn.Bilinear(2, 3, 3, False), [(4, 2), (4, 3)]),
    "Dropout": case(lambda: nn.Dropout(0.3), (4, 6)),
    "Dropout, v1": case(lambda: nn.Dropout(0.3, True), (4, 6)),
    "SpatialDropout": case(lambda: nn.SpatialDropout(0.4), (2, 3, 4, 5), evaluation=False),
    "SpatialDropout, one": case(lambda: nn.SpatialDropout(0.4), (3, 4, 5), evaluation=False),
    "VolumetricDropout": case(lambda: nn.VolumetricDropout(0.4), (2, 3, 2, 4, 5), evaluation=False),
    "WhiteNoise": case(lambda: nn.WhiteNoise(1, 0.5), (4, 3), evaluation=False),
    "Add": batch(lambda: nn.Add(4), (3, 4), strided_gradient=False),
    "Add, planes": batch(lambda: nn.Add(6), (3, 2, 3), strided_gradient=False),
    "Add, scalar": batch(lambda: nn.Add(4, True), (3, 4)),
    "CAdd": case(lambda: nn.CAdd(3, 1), (3, 4)),
    "CAdd, batch": batch(lambda: nn.CAdd(2, 3), (4, 2, 3), strided_gradient=False),
    "CAdd, whole": case(lambda: nn.CAdd(6), (2, 3)),
    "Mul": batch(lambda: nn.Mul(), (3, 4)),
    "CMul": batch(lambda: nn.CMul(1, 3, 1), (2, 3, 4)),
    "CMul, batch": batch(lambda: nn.CMul(2, 3), (4, 2, 3)),
    "CMul, whole": case(lambda: nn.CMul(6), (2, 3)),
    "Euclidean": batch(lambda: nn.Euclidean(4, 3), (5, 4)),
    "Euclidean, vector": case(lambda: nn.Euclidean(4, 3), (4,)),
    "WeightedEuclidean": batch(lambda: nn.WeightedEuclidean(4, 3), (5, 4)),
    "WeightedEuclidean, vector": case(lambda: nn.WeightedEuclidean(4, 3), (4,)),
    "Cosine": batch(lambda: nn.Cosine(4, 3), (5, 4)),
    "Cosine, vector": case(lambda: nn.Cosine(4, 3), (4,)),
    "Max": batch(lambda: nn.Max(2), (3, 4, 2)),
    "Max, vector": case(lambda: nn.Max(), (5,)),
    "Min": batch(lambda: nn.Min(-1), (3, 4)),
    "Min, batch": case(lambda: nn.Min(1, 1), (3, 4)),
    "Sum": batch(lambda: nn.Sum(2), (3, 4, 2)),
    "Sum, kept": batch(lambda: nn.Sum(2, None, True, False), (3, 4, 2)),
    "Mean": case(lambda: nn.Mean(1, 2), (3, 4, 2)),
    "Identity": batch(lambda: nn.Identity(), (3, 4)),
    "Identity, table": case(lambda: nn.Identity(), [(3,), [(2,), (1, 2)]]),
    "Copy": case(lambda: nn.Copy(), (3, 4)),
    "Copy, forced": batch(lambda: nn.Copy(None, None, True), (3, 4)),
    "Narrow": batch(lambda: nn.Narrow(2, 2, -2), (3, 5)),
    "Select": batch(lambda: nn.Select(-1, -2), (3, 5)),
    "Replicate": batch(lambda: nn.Replicate(3, 2), (2, 4)),
    "Replicate, batch": batch(lambda: nn.Replicate(3, 1, 1), (2, 4)),
    "Reshape": batch(lambda: nn.Reshape(6), (4, 2, 3)),
    "View": batch(lambda: nn.View(-1).setNumInputDims(2), (4, 2, 3), strided=False),
    "Contiguous": batch(lambda: nn.Contiguous(), (4, 3)),
    "Squeeze": case(lambda: nn.Squeeze(), (2, 1, 3, 1), strided=False),
    "Squeeze, batch": case(lambda: nn.Squeeze(1, 2), (2, 1, 3), strided=False),
    "Unsqueeze": batch(lambda: nn.Unsqueeze(1, 1), (2, 3), strided=False),
    "Transpose": case(lambda: nn.Transpose([1, 3], [2, 3]), (2, 3, 4)),
    "Padding": batch(lambda: nn.Padding(2, 2, 2, 0.5, 2), (3, 4)),
    "Padding, batch": case(lambda: nn.Padding(1, -2, 1), (3, 4)),
    "Collapse": batch(lambda: nn.Collapse(2), (3, 2, 4), strided=False),
    "Constant": batch(lambda: nn.Constant(torch.DoubleTensor([1, 2]), 1), (3, 4)),
    "Index": case(lambda: nn.Index(2), [(3, 4), LONG([4, 1, 1])]),
    "Index, vector": case(lambda: nn.Index(1), [(4,), LONG([4, 1, 1])]),
    "MaskedSelect": case(lambda: nn.MaskedSelect(), [(2, 3), torch.ByteTensor([[1, 0, 1], [0, 0, 1]])], reused=False),
    "Normalize": batch(lambda: nn.Normalize(2), (3, 4)),
    "Normalize, vector": case(lambda: nn.Normalize(2), (4,)),
    "Normalize, 1": case(lambda: nn.Normalize(1), (3, 4)),
    "Normalize, 1.5": case(lambda: nn.Normalize(1.5), (3, 4)),
    "Normalize, 3": batch(lambda: nn.Normalize(3), (3, 4)),
    "Normalize, 4": case(lambda: nn.Normalize(4), (3, 4)),
    "Normalize, largest": batch(lambda: nn.Normalize(float("inf")), (3, 4)),
    "LookupTable": batch(lambda: nn.LookupTable(6, 3), LONG([[1, 4, 1], [6, 4, 4]])),
    "LookupTable, vector": case(lambda: nn.LookupTable(6, 3), LONG([2, 2, 5])),
    "OneHot": batch(lambda: nn.OneHot(5), LONG([[1, 2], [5, 1]]), gradient=None),
    "Kmeans": case(lambda: nn.Kmeans(3, 2), (6, 2), strided=False, gradient=None),
    "L1Penalty": case(lambda: nn.L1Penalty(0.3), (3, 4), gradient=None),
    "GradientReversal": batch(lambda: nn.GradientReversal(2), (3, 4), gradient=None),
    "ZeroGrad": batch(lambda: nn.ZeroGrad(), (3, 4), gradient=None),
    "SparseLinear": case(
        lambda: nn.SparseLinear(5, 2, True),
        [torch.DoubleTensor([[1, 0.5], [4, -1]])] * 2,
        gradient=None,
        reused=False,
        strided_gradient=False,
    ),
    "PrintSize": batch(lambda: nn.PrintSize("here"), (2, 3)),
}

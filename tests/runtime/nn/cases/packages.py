"""Layers of nnx, inn, stn and cudnn."""

from __future__ import annotations

from typing import Any

from runtime import Table, cudnn, inn, nn, nnx, stn, torch

from .case import Case, Loss, batch, case, loss, tensor

INT = torch.IntTensor


def _kernels() -> Table:
    return Table([tensor([[1, 1, 1]]), tensor([[1]] * 5)])


def _pyramid() -> Any:
    processors = [nn.SpatialConvolution(1, 2, 3, 3), nn.SpatialConvolution(1, 2, 3, 3)]
    return nnx.SpatialPyramid([1, 2], processors, 3, 3, 1, 1)


def _tree() -> Any:
    families = {1: INT([2, 3, 4]), 2: INT([5, 6]), 3: INT([7, 8, 9])}
    return nnx.SoftMaxTree(4, Table(families), 1, None, False)


def _pushed() -> Any:
    push = nnx.PushTable(2)
    return nn.Sequential().add(push).add(nn.ParallelTable().add(nn.Linear(2, 3))).add(push.pull(2)).add(nn.JoinTable(1))


def _balanced() -> Any:
    return nn.SoftMax().forward(tensor([[1, 2, 0], [0, -1, 2], [3, 1, 1], [0, 0, 1]])).clone()


def _centred() -> Any:
    return inn.MeanSubtraction(tensor([[[1, 2], [0, 3]]]))


def _affine() -> Any:
    module = inn.ConstAffine(3)
    module.a.array[...], module.b.array[...] = [1, 2, -3], [0.5, 0, 1]
    return module


def _summed() -> Any:
    criterion = nnx.SuperCriterion()
    criterion.add(nn.MSECriterion(), 0.5)
    criterion.add(nn.AbsCriterion())
    return criterion


def _recurrent(kind: str, **options: Any) -> Case:
    """cuDNN's nets start as Cuda ones; they go backward in training alone."""
    size = (2, 5, 3) if options.get("batchFirst") else (5, 2, 3)
    return case(lambda: getattr(cudnn, kind)(3, 4, 2, **options).double(), size, evaluation=False)


def _sampling(mode: str, width: float, height: float) -> Any:
    return nnx.SpatialReSamplingEx(rwidth=width, rheight=height, mode=mode)


GRID = tensor([[[[-0.9, 0.3], [0.2, 0.1]], [[1.3, 0.4], [-0.4, -0.8]], [[0.7, 0.8], [-0.2, 1.2]]]])
REGIONS = tensor([[1.5, 1, 1, 5, 4], [2.5, 2, 2, 6, 6], [1.5, 3, 1, 3, 6]])

CASES: dict[str, Case] = {
    # Balance and QDRiemaNNLinear keep running means: of the last batch alone here, so that passes can be repeated.
    "Balance": case(lambda: nnx.Balance(1), _balanced(), gradient=None),
    "Minus": batch(nnx.Minus, (4, 3)),
    "MultiSoftMax": batch(nnx.MultiSoftMax, (2, 3, 4)),
    "PixelSort": batch(lambda: nnx.PixelSort(2), (2, 3, 4, 6), strided=False, reused=False),
    "PushTable": case(_pushed, [(2,), (4,)], reused=False),
    "PullTable": case(_pushed, [(2,), (4,)], reused=False),
    "nnx.QDRiemaNNLinear": case(lambda: nnx.QDRiemaNNLinear(3, 2, 1), (4, 3), gradient=None),
    "nnx.QDRiemaNNLinear, diagonal": case(lambda: nnx.QDRiemaNNLinear(3, 2, 1, False), (4, 3), gradient=None),
    "SaturatedLU": batch(lambda: nnx.SaturatedLU(-0.5, -0.6, 0.5, 2), (3, 4), reused=False),
    "SoftMaxTree": batch(_tree, [(3, 4), INT([5, 9, 4])]),
    "SpatialClassifier": case(lambda: nnx.SpatialClassifier(nn.Linear(3, 2)), (3, 4, 5)),
    "SpatialColorTransform": case(lambda: nnx.SpatialColorTransform("rgb2yuv"), (3, 2, 3)),
    "SpatialDownSampling": case(lambda: nnx.SpatialDownSampling(rW=2, rH=3), (2, 7, 5)),
    "SpatialGraph": case(nnx.SpatialGraph, (3, 4, 4)),
    "SpatialGraph, plain": case(lambda: nnx.SpatialGraph(normalize=False), (3, 4, 4)),
    "SpatialGraph, cosine": case(lambda: nnx.SpatialGraph(dist="cosine", normalize=False), (3, 4, 4)),
    "SpatialLinear": case(lambda: nnx.SpatialLinear(3, 2), (3, 2, 4)),
    "SpatialMatching": case(lambda: nnx.SpatialMatching(3, 2), [(2, 3, 2), (2, 5, 4)], reused=False),
    "SpatialMatching, full": case(
        lambda: nnx.SpatialMatching(4, 3, True), [(2, 4, 4), (2, 4, 4)], gradient=None, reused=False
    ),
    "SpatialMaxSampling": case(lambda: nnx.SpatialMaxSampling(owidth=2, oheight=7), (2, 5, 5)),
    "SpatialNormalization": case(lambda: nnx.SpatialNormalization(2, tensor([[1] * 3] * 3), 0.3), (2, 6, 5)),
    "SpatialNormalization, two": case(lambda: nnx.SpatialNormalization(1, _kernels(), 0.3), (1, 6, 7)),
    "SpatialPadding": batch(lambda: nnx.SpatialPadding(1, -1, 0, 2, 3, 4, 0.5), (2, 2, 3, 4)),
    "SpatialPyramid": case(_pyramid, (1, 8, 8), reused=False),
    "SpatialReSampling": batch(lambda: nnx.SpatialReSampling(owidth=5, oheight=2), (2, 3, 3, 3)),
    "SpatialReSamplingEx": case(lambda: _sampling("simple", 2, 1.5), (2, 3, 2), reused=False),
    "SpatialReSamplingEx, fewer": case(lambda: _sampling("simple", 0.5, 0.4), (2, 5, 4), reused=False),
    "SpatialReSamplingEx, means": case(lambda: _sampling("average", 0.5, 0.34), (2, 6, 5), reused=False),
    "SpatialReSamplingEx, bilinear": case(lambda: _sampling("bilinear", 1.7, 2), (2, 3, 4), reused=False),
    "SpatialUpSampling": case(lambda: nnx.SpatialUpSampling(dW=2, dH=3), (2, 2, 3), reused=False),
    "AffineTransformMatrixGenerator": batch(lambda: stn.AffineTransformMatrixGenerator(True, True, True), (3, 4)),
    "AffineTransformMatrixGenerator, shift": batch(
        lambda: stn.AffineTransformMatrixGenerator(False, False, True), (3, 2)
    ),
    "AffineTransformMatrixGenerator, all": batch(stn.AffineTransformMatrixGenerator, (3, 6)),
    "AffineGridGeneratorBHWD": batch(lambda: stn.AffineGridGeneratorBHWD(3, 4), (3, 2, 3)),
    "AffineGridGeneratorBHWD, one": case(lambda: stn.AffineGridGeneratorBHWD(3, 4), (2, 3)),
    "BilinearSamplerBHWD": case(stn.BilinearSamplerBHWD, [(1, 4, 5, 2), GRID], strided=False),
    "inn.ConstAffine": batch(_affine, (2, 3, 2, 2)),
    "inn.MeanSubtraction": batch(_centred, (3, 1, 2, 2), gradient=None, reused=False),
    "inn.ROIPooling": case(lambda: inn.ROIPooling(2, 3), [(2, 3, 7, 6), REGIONS], reused=False),
    "inn.SpatialAveragePooling": batch(lambda: inn.SpatialAveragePooling(3, 3, 2, 2), (2, 2, 6, 6)),
    "inn.SpatialMaxPooling": batch(lambda: inn.SpatialMaxPooling(3, 3, 2, 2), (2, 2, 6, 6)),
    "inn.SpatialCrossResponseNormalization": batch(lambda: inn.SpatialCrossResponseNormalization(3, 0.5), (2, 5, 3, 2)),
    "inn.SpatialSameResponseNormalization": batch(lambda: inn.SpatialSameResponseNormalization(3, 0.5), (2, 2, 4, 4)),
    **{f"cudnn.{kind}": _recurrent(kind) for kind in cudnn.__all__},
    "cudnn.BLSTM, batch first": _recurrent("BLSTM", batchFirst=True),
    "cudnn.GRU, dropout": _recurrent("GRU", dropout=0.5),
    "inn.SpatialPyramidPooling": batch(lambda: inn.SpatialPyramidPooling([2, 2], [1, 1]), (2, 3, 5, 5)),
}

CRITERIONS: dict[str, Loss] = {
    "DistMarginCriterion": loss(nnx.DistMarginCriterion, tensor([[0.3, 1, 0.9, -1]]), tensor([[3, 1, 0, 0]])),
    "DistNLLCriterion": loss(nnx.DistNLLCriterion, tensor([0.3, 1, 0.9]), tensor([0.5, 0.2, 0.3])),
    "DistNLLCriterion, distance": loss(
        lambda: nnx.DistNLLCriterion(inputIsADistance=True, targetIsProbability=False),
        tensor([[0.3, 1, 0.9]]),
        tensor([[0.5, 0.2, 0.3]]),
    ),
    "SuperCriterion": loss(_summed, Table([tensor([1, 2]), tensor([3])]), Table([tensor([0.5, 2.5]), tensor([1])])),
    "TreeNLLCriterion": loss(nnx.TreeNLLCriterion, tensor([-1, -2, -0.5])),
}

"""All criterions in one table: gradients, types, clones; and what recorded cases leave open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from runtime import Table, nn, registry, torch
from runtime.nn import criterion

from .gradients import check_criterion, copied

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

#: name, how to make the criterion, input, target
CASES: list[tuple[str, Make, Any, Any]] = [
    ("Abs", nn.AbsCriterion, normal(3, 4), normal(3, 4, seed=1)),
    ("BCE", nn.BCECriterion, uniform(3, 4), uniform(4, 3).t()),
    ("BCE weights", lambda: nn.BCECriterion(weights(1, 2, 0.5, 3), False), uniform(3, 4), uniform(4, 3).t()),
    ("ClassNLL", nn.ClassNLLCriterion, normal(5, 4), classes(4, 5)),
    ("ClassNLL weights", lambda: nn.ClassNLLCriterion(weights(1, 2, 0.5, 3)), normal(5, 4), classes(4, 5)),
    ("ClassNLL sum", lambda: nn.ClassNLLCriterion(weights(1, 2, 0.5, 3), False), normal(5, 4), classes(4, 5)),
    ("ClassNLL ignore", lambda: nn.ClassNLLCriterion(None, None, 2), normal(5, 4), torch.LongTensor([1, 2, 3, 2, 4])),
    ("ClassNLL one", nn.ClassNLLCriterion, normal(4), 3),
    ("ClassSimplex", lambda: nn.ClassSimplexCriterion(4), normal(5, 4), classes(4, 5)),
    ("CosineEmbedding", lambda: nn.CosineEmbeddingCriterion(-0.4), pair(6, 3), signs(6)),
    ("CosineEmbedding one", lambda: nn.CosineEmbeddingCriterion(-0.4), pair(3), -1),
    ("CrossEntropy", nn.CrossEntropyCriterion, normal(5, 4), classes(4, 5)),
    ("CrossEntropy 1x1", lambda: nn.CrossEntropyCriterion(weights(1, 2, 3)), normal(2, 3, 1, 1), classes(3, 2)),
    ("DistKLDiv", nn.DistKLDivCriterion, normal(3, 4), uniform(3, 4)),
    ("DistanceRatio", nn.DistanceRatioCriterion, pair(4), None),
    ("DistanceRatio sum", summed(nn.DistanceRatioCriterion), pair(4, 1), None),
    ("HingeEmbedding", nn.HingeEmbeddingCriterion, uniform(6), signs(6)),
    ("HingeEmbedding one", lambda: nn.HingeEmbeddingCriterion(2), uniform(1), -1),
    ("L1Cost", nn.L1Cost, normal(3, 4), None),
    ("L1HingeEmbedding", lambda: nn.L1HingeEmbeddingCriterion(9), pair(5), -1),
    ("L1HingeEmbedding similar", nn.L1HingeEmbeddingCriterion, pair(5), 1),
    ("MSE", nn.MSECriterion, normal(3, 4), normal(4, 3).t()),
    ("MSE sum", lambda: nn.MSECriterion(False), normal(3, 4), normal(3, 4, seed=1)),
    ("Margin", nn.MarginCriterion, normal(3, 4), signs(3, 4)),
    ("MarginRanking", nn.MarginRankingCriterion, pair(6), signs(6)),
    ("MarginRanking one", lambda: nn.MarginRankingCriterion(3), pair(1), 1),
    ("Module", lambda: nn.ModuleCriterion(nn.MSECriterion(), nn.Tanh(), nn.MulConstant(2)), normal(4), normal(4)),
    ("Multi", multi, normal(3, 4), normal(3, 4, seed=1)),
    ("MultiLabelMargin", nn.MultiLabelMarginCriterion, normal(3, 4), LABELS),
    ("MultiLabelMargin vector", summed(nn.MultiLabelMarginCriterion), normal(4), torch.DoubleTensor([4, 1, 0, 0])),
    ("MultiLabelSoftMargin", nn.MultiLabelSoftMarginCriterion, normal(3, 4), uniform(3, 4)),
    (
        "MultiLabelSoftMargin weights",
        lambda: nn.MultiLabelSoftMarginCriterion(weights(1, 2, 3, 4), False),
        normal(3, 4),
        uniform(3, 4),
    ),
    ("MultiMargin", nn.MultiMarginCriterion, normal(5, 4), classes(4, 5)),
    ("MultiMargin p2", lambda: nn.MultiMarginCriterion(2, weights(1, 2, 3, 4), 0.5), normal(5, 4), classes(4, 5)),
    ("MultiMargin one", summed(nn.MultiMarginCriterion), normal(4), 2),
    ("Parallel", parallel, Table([normal(3), normal(2, 4)]), Table([normal(3, seed=1), classes(4, 2)])),
    ("SmoothL1", nn.SmoothL1Criterion, normal(3, 4), normal(3, 4, seed=1)),
    ("SoftMargin", nn.SoftMarginCriterion, normal(3, 4), signs(3, 4)),
    ("SpatialAutoCropMSE", nn.SpatialAutoCropMSECriterion, normal(2, 3, 2), normal(2, 3, 2, seed=1)),
    ("SpatialClassNLL", nn.SpatialClassNLLCriterion, normal(2, 3, 2, 2), classes(3, 2, 2, 2)),
    (
        "SpatialClassNLL weights",
        lambda: nn.SpatialClassNLLCriterion(weights(1, 2, 0.5), False),
        normal(2, 3, 2, 2),
        classes(3, 2, 2, 2),
    ),
    ("SpatialCrossEntropy", cudnn("SpatialCrossEntropyCriterion"), normal(2, 3, 2, 2), classes(3, 2, 2, 2)),
    ("VolumetricCrossEntropy", cudnn("VolumetricCrossEntropyCriterion"), normal(2, 3, 2, 1, 2), classes(3, 2, 2, 1, 2)),
    ("WeightedMSE", lambda: nn.WeightedMSECriterion(weights(1, 2, 0.5)), normal(4, 3), normal(4, 3, seed=1)),
    ("WeightedMSE vector", lambda: nn.WeightedMSECriterion(weights(1, 2, 0.5)), normal(3), normal(3, seed=1)),
]
each = pytest.mark.parametrize("make, x, target", [c[1:] for c in CASES], ids=[c[0] for c in CASES])


def tensors_of(value: Any) -> list[Any]:
    """The tensors of nested tables."""
    return [t for v in value.values() for t in tensors_of(v)] if isinstance(value, Table) else [value]


def to_float(value: Any) -> Any:
    """Real tensors of nested tables as float."""
    if isinstance(value, Table):
        return Table([to_float(v) for v in value.array_values()])
    return value.float() if getattr(value, "typename", "") == "torch.DoubleTensor" else value


def test_every_class_is_here() -> None:
    tested = {type(make()).__name__ for _, make, _, _ in CASES}
    assert tested | {"Criterion", "CriterionTable"} == set(criterion.__all__)


@each
def test_gradients(make: Make, x: Any, target: Any) -> None:
    check_criterion(make(), x, target)


@each
def test_float_is_double_rounded(make: Make, x: Any, target: Any) -> None:
    loss = make().forward(x, target)
    gradients = tensors_of(run_backward(make(), x, target))
    narrow = make().float()
    assert narrow.forward(to_float(x), to_float(target)) == pytest.approx(loss, rel=1e-5, abs=1e-6)
    for want, got in zip(gradients, tensors_of(narrow.backward(to_float(x), to_float(target)))):
        assert got.typename == "torch.FloatTensor" and got._size == want._size
        np.testing.assert_allclose(got.array, want.array, rtol=1e-4, atol=1e-6)


def run_backward(made: Any, x: Any, target: Any) -> Any:
    made.forward(x, target)
    return copied(made.backward(x, target))


@each
def test_strides_do_not_matter(make: Make, x: Any, target: Any) -> None:
    if isinstance(make(), (nn.MultiLabelSoftMarginCriterion, cudnn("VolumetricCrossEntropyCriterion"))):
        pytest.skip("views its input, which must be contiguous")
    strided = nn.utils.recursive_map(x, lambda t: torch.from_numpy(np.repeat(t.array.T, 2, 0)[::2].T))
    assert make().forward(strided, target) == pytest.approx(make().forward(x, target), rel=1e-14)
    for want, got in zip(*[tensors_of(run_backward(make(), v, target)) for v in (x, strided)]):
        np.testing.assert_allclose(got.array, want.array, rtol=1e-13, atol=1e-15)


@each
def test_clone_and_call(make: Make, x: Any, target: Any) -> None:
    made = make()
    loss = made.forward(x, target)
    gradients = copied(made.backward(x, target))
    twice_loss, twice = made.clone()(x, target)
    assert twice_loss == loss
    for want, got in zip(tensors_of(gradients), tensors_of(twice)):
        np.testing.assert_array_equal(got.array, want.array)
    assert repr(made) == made._typename


def test_criterion_table_is_a_module() -> None:
    module = nn.CriterionTable(nn.MSECriterion())
    given = Table([normal(3), normal(3, seed=1)])
    assert module.forward(given) == nn.MSECriterion().forward(given[1], given[2])
    assert module.backward(given) is module.gradInput and module.gradInput[1] is module.criterion.gradInput


def test_module_criterion_in_a_net() -> None:
    net = nn.Sequential().add(nn.LogSoftMax())
    made = nn.ModuleCriterion(nn.ClassNLLCriterion(), net)
    x, target = normal(3, 4), classes(4, 3)
    assert made.forward(x, target) == pytest.approx(nn.CrossEntropyCriterion().forward(x, target), rel=1e-14)
    assert made.backward(x, target) is net.gradInput

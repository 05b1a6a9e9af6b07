"""What is special about single criterions: extremes, errors, several results, random signs, old files."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

from runtime import Table, TorchError, nn, registry, torch


def tensor(*values: Any) -> Any:
    return torch.DoubleTensor(list(values))


@pytest.mark.parametrize(
    "make, x, target, loss, gradient",
    [
        (nn.SoftMarginCriterion, tensor(-2000, 2000), tensor(1, 1), 1000, [-0.5, 0]),
        (nn.MultiLabelSoftMarginCriterion, tensor(-2000, 2000), tensor(1, 1), 1000, [-0.5, 0]),
        (nn.BCECriterion, tensor(0, 1), tensor(0, 1), 0, [0, 0]),
        (nn.BCECriterion, tensor(0, 1), tensor(1, 0), -np.log(1e-12), [-5e11, 5e11]),
        (nn.DistKLDivCriterion, tensor(-1, -2), tensor(0, 1), 1, [0, -0.5]),
        (nn.CrossEntropyCriterion, tensor(-2000, 2000), 1, 4000, [-1, 1]),
        (nn.AbsCriterion, tensor(1, 2), tensor(1, 3), 0.5, [0.5, -0.5]),
        (nn.L1Cost, tensor(-2, 0, 3), None, 5, [-1, 0, 1]),
    ],
    ids=lambda v: getattr(v, "__name__", ""),
)
def test_extremes(make: Any, x: Any, target: Any, loss: float, gradient: list) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = make()
        assert made.forward(x, target) == pytest.approx(loss, rel=1e-9, abs=1e-9)
        np.testing.assert_allclose(made.backward(x, target).array, gradient, rtol=1e-9, atol=1e-9)


def test_distances_far_apart() -> None:
    far = Table([tensor(2000.0), tensor(1.0)])
    made = nn.DistanceRatioCriterion()
    assert made.forward(far) == 1999 and made.output == 0
    assert [t.tolist() for t in made.backward(far).array_values()] == [[1], [-1]]


@pytest.mark.parametrize(
    "act, text",
    [
        (lambda: nn.ClassNLLCriterion(torch.ones(2, 2)), "weights input should be 1-D Tensor"),
        (lambda: nn.BCECriterion(torch.ones(2, 2)), "weights input should be 1-D Tensor"),
        (
            lambda: nn.ClassNLLCriterion().forward(torch.ones(2, 3), tensor(1, 4)),
            "Assertion `cur_target >= 0 && cur_target < n_classes' failed. Target 4 is none of the classes 1 to 3",
        ),
        (lambda: nn.ClassNLLCriterion().forward(torch.ones(2, 3), torch.ones(2, 1)), "multi-target not supported"),
        (lambda: nn.ClassNLLCriterion().forward(torch.ones(2, 3, 1), tensor(1, 1)), "input tensor should be 1D or 2D"),
        (
            lambda: nn.ClassNLLCriterion().forward(torch.ones(2, 3), tensor(1)),
            "Assertion `THIndexTensor_(size)(target, 0) == batch_size' failed. 1 targets, but input is [2 x 3]",
        ),
        (
            lambda: nn.ClassNLLCriterion(torch.ones(2)).forward(torch.ones(2, 3), tensor(1, 2)),
            "weight tensor should be defined either for all 3 classes or no classes "
            "but got weight tensor of shape: [2]",
        ),
        (
            lambda: nn.SpatialClassNLLCriterion().forward(torch.ones(1, 2, 2, 2), tensor(1)),
            "bad argument #3 to 'v' (only batches of spatial targets supported (3D tensors) "
            "but got targets of dimension: 1)",
        ),
        (
            lambda: nn.SpatialClassNLLCriterion().forward(torch.ones(1, 2, 2, 2), torch.ones(1, 3, 2)),
            "size mismatch (got input: 1x2x2x2, target: 1x3x2)",
        ),
        (lambda: nn.ClassSimplexCriterion(), "Required positive integer argument nClasses > 1"),
        (lambda: nn.ClassSimplexCriterion(2.5), "Required positive integer argument nClasses > 1"),
        (lambda: nn.MultiMarginCriterion(3), "only p=1 and p=2 supported"),
        (lambda: nn.MultiMarginCriterion().forward(torch.ones(2, 3), tensor(1)), "(inconsistent target size)"),
        (lambda: nn.MultiMarginCriterion().forward(torch.ones(3), 4), "bad argument #3 to 'v' (target out of range)"),
        (lambda: nn.MultiLabelMarginCriterion().forward(torch.ones(2), tensor(1, 3)), "(target out of range)"),
        (
            lambda: nn.MSECriterion().forward(torch.ones(2, 3), torch.ones(5)),
            "input and target have different number of elements: "
            "input[2 x 3] has 6 elements, while target[5] has 5 elements",
        ),
        (
            lambda: nn.MSECriterion().forward(torch.ones(2), torch.FloatTensor([1, 2])),
            "nn.MSECriterion: target is a torch.FloatTensor, but the module works on torch.DoubleTensor",
        ),
        (
            lambda: nn.BCECriterion().forward(tensor(0.5, 1.5), tensor(0, 1)),
            "Assertion `x >= 0. && x <= 1.' failed. input value should be between 0~1, but got 1.500000",
        ),
        (lambda: nn.BCECriterion().forward(tensor(0.5, np.nan), tensor(0, 1)), "between 0~1, but got nan"),
        (lambda: nn.BCECriterion().forward(torch.ones(2), torch.ones(3)), "input and target size mismatch"),
        (
            lambda: nn.DistKLDivCriterion().forward(torch.ones(2, 1), torch.ones(2)),
            "input and target should have the same size",
        ),
        (lambda: nn.DistanceRatioCriterion().forward(Table([torch.ones(2)])), "Invalid number of inputs"),
        (lambda: nn.MultiCriterion().add(None), "no criterion provided"),
        (lambda: nn.ParallelCriterion().add(None), "no criterion provided"),
        (
            lambda: nn.SpatialAutoCropMSECriterion().forward(torch.ones(1, 3, 3), torch.ones(1, 2, 3)),
            "Spatial resolution of input should be less than or equal to the spatial resolution of the target",
        ),
    ],
)
def test_errors(act: Any, text: str) -> None:
    with pytest.raises(TorchError) as caught:
        act()
    assert text in str(caught.value)


def test_numbers_come_rounded_to_the_input_type() -> None:
    made = nn.MSECriterion().float()
    loss = made.forward(torch.FloatTensor([0.1]), torch.FloatTensor([0]))
    assert loss == made.output == float(np.float32(np.float32(0.1) ** 2))


def test_without_weight_there_is_no_gradient() -> None:
    made = nn.ClassNLLCriterion(tensor(1, 0))
    x, target = torch.ones(2, 2), tensor(2, 2)
    assert made.forward(x, target) == 0 and made.total_weight_tensor.tolist() == [0]
    assert made.backward(x, target).tolist() == [[0, 0], [0, 0]]


def test_classes_are_kept_as_long() -> None:
    made = nn.ClassNLLCriterion()
    target = torch.LongTensor([2, 1])
    made.forward(torch.ones(2, 3), target)
    assert made.target is target
    made.forward(torch.ones(2, 3), tensor(1, 3))
    assert made.target.typename == "torch.LongTensor" and made.target.tolist() == [1, 3]
    made.forward(torch.ones(3), 2)
    assert made.target.tolist() == [2]


def test_cross_entropy_hands_its_average_flag_on() -> None:
    made = nn.CrossEntropyCriterion()
    x, target = torch.ones(2, 3), tensor(1, 2)
    mean = made.forward(x, target)
    made.nll.sizeAverage = False  # set behind its back: stays
    assert made.forward(x, target) == pytest.approx(2 * mean)
    made.sizeAverage = False
    made.forward(x, target)
    made.sizeAverage = True
    assert made.forward(x, target) == pytest.approx(mean) and made.nll.sizeAverage is True


def test_equal_elements_get_a_random_sign() -> None:
    made = nn.L1HingeEmbeddingCriterion()
    given = Table([torch.zeros(40), torch.zeros(40)])
    torch.manualSeed(5)
    first = made.updateGradInput(given, 1)[1].tolist()
    after = torch.random()
    torch.manualSeed(5)
    assert first == [2 * torch.random(2) - 3 for _ in range(40)] and after == torch.random()


def test_labels_end_at_the_first_zero_and_may_repeat() -> None:
    x = tensor(0.5, 0, 0.25, 0)
    losses = [nn.MultiLabelMarginCriterion().forward(x, tensor(*t)) for t in ([1, 0, 3, 3], [1, 0, 0, 0], [1, 1, 0, 0])]
    assert losses[0] == losses[1] == (0.5 + 0.75 + 0.5) / 4 and losses[2] == 2 * losses[0]


def test_many_labels_go_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    from runtime.nn.criterion import multi_label_margin_criterion as module

    generator = np.random.default_rng(0)
    x = torch.from_numpy(generator.standard_normal((7, 5)))
    target = torch.from_numpy(generator.integers(0, 6, (7, 5)))
    results = []
    for size in (1 << 20, 12, 1):
        monkeypatch.setattr(module, "_BLOCK", size)
        made = nn.MultiLabelMarginCriterion()
        results.append((made.forward(x, target), made.backward(x, target).tolist()))
    assert results[0][0] == pytest.approx(results[1][0]) == pytest.approx(results[2][0])
    np.testing.assert_allclose(results[0][1], results[1][1])
    np.testing.assert_allclose(results[0][1], results[2][1])


def test_simplex_has_equal_sides_and_unit_corners() -> None:
    made = nn.ClassSimplexCriterion(5)
    corners = made.simplex.array
    np.testing.assert_allclose(corners @ corners.T, np.eye(5) * 1.25 - 0.25, atol=1e-14)
    assert made.getTopPrediction(made.simplex).tolist() == [1, 2, 3, 4, 5]


def test_module_criterion_warns_of_parameters_and_spares_its_target(capsys: pytest.CaptureFixture) -> None:
    made = nn.ModuleCriterion(nn.MSECriterion(), nn.Linear(2, 2), nn.Linear(2, 2), False)
    assert capsys.readouterr().out == "Warning: nn.ModuleCriterion doesn't support parameter updates\t\n"
    made.targetModule.zeroGradParameters()
    nn.ModuleCriterion(nn.MSECriterion(), nn.Tanh())
    assert capsys.readouterr().out == ""


def test_types_reach_inner_criterions() -> None:
    made = nn.ParallelCriterion().add(nn.MultiCriterion().add(nn.ClassNLLCriterion(tensor(1, 2)))).float()
    inner = made.criterions[1].criterions[1]
    assert inner.weights.typename == "torch.FloatTensor" and len(made.gradInput) == 0
    with pytest.raises(TorchError, match="must provide a type"):
        made.type()


def test_scripts_criterions_may_return_several_values() -> None:
    class Two(nn.Criterion):
        def updateOutput(self, input: Any, target: Any = None) -> Any:
            return 3, "more"

    assert nn.MultiCriterion().add(Two(), 2).forward(torch.ones(1), torch.ones(1)) == 6
    assert nn.ParallelCriterion().add(Two()).forward(Table([torch.ones(1)]), Table([torch.ones(1)])) == 3
    assert nn.ModuleCriterion(Two()).forward(torch.ones(1), torch.ones(1)) == 3


def test_calls_take_arrays_and_give_copies() -> None:
    x, t = np.ones((2, 3), "f4"), np.zeros((2, 3), "f8")
    made = nn.MSECriterion().float()
    loss, gradient = made(x, t)
    assert loss == 1 and isinstance(gradient, np.ndarray) and gradient.dtype == np.float32
    made(2 * x, t)
    np.testing.assert_allclose(gradient, 1 / 3)
    loss, gradient = nn.ParallelCriterion().add(nn.ClassNLLCriterion())([x], [np.array([3, 1], "u1")])
    assert loss == -1 and gradient[1].tolist() == [[0, 0, -0.5], [-0.5, 0, 0]]
    assert nn.CrossEntropyCriterion()(np.zeros(4), 2)[0] == pytest.approx(np.log(4))
    tensors = torch.ones(2), torch.zeros(2)
    made = nn.MSECriterion()
    assert made(*tensors) == (1, made.gradInput)


def test_lua_sees_weights_sizes_and_sums() -> None:
    made = nn.ClassNLLCriterion(tensor(1, 2, 4))
    see = type(made)._lua_methods
    assert see["__len__"](made).tolist() == [3] and see["__len__"](nn.BCECriterion()) == 0
    x, target = torch.ones(2, 3), tensor(3, 1)
    assert see["forward"](made, x, target) == see["updateOutput"](made, x, target) == (-1, 5)


def test_old_files() -> None:
    cls = registry.lookup("cudnn.SpatialCrossEntropyCriterion")
    made = cls()
    expected = made.forward(torch.ones(1, 2, 2, 2), torch.ones(1, 2, 2))
    made.nll = nn.ClassNLLCriterion(tensor(1, 1))
    made._upgrade(1, "cudnn.SpatialCrossEntropyCriterion")
    assert isinstance(made.nll, nn.SpatialClassNLLCriterion)
    assert made.forward(torch.ones(1, 2, 2, 2), torch.ones(1, 2, 2)) == expected
    old = nn.ClassNLLCriterion()
    for name in ("output_tensor", "total_weight_tensor", "target", "ignoreIndex"):
        delattr(old, name)
    old._upgrade(1, "nn.ClassNLLCriterion")
    assert old.forward(torch.ones(2, 3), tensor(1, 2)) == -1

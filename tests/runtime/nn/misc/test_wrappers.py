"""nn.Convert, nn.NaN, nn.Profile and nn.Maxout."""

from __future__ import annotations

import numpy as np
import pytest

import converter
from runtime import TorchError, nn, torch
from runtime.timer import Timer

from ..gradients import gradient_errors


@pytest.fixture(autouse=True)
def seed() -> None:
    torch.manualSeed(4)


@pytest.mark.parametrize(
    ("shapes", "size", "expected"),
    [
        (("bchw", "bf"), (2, 3, 4, 5), (2, 60)),
        (("chw", "f"), (3, 4, 5), (60,)),
        (("chwb", "bf"), (3, 4, 5, 2), (2, 60)),
        (("bchw", "bhwc"), (2, 3, 4, 5), (2, 4, 5, 3)),
        (("bchw", "bhwc"), (3, 4, 5), (4, 5, 3)),
        (("fb", "bf"), (3, 2), (2, 3)),
        (("b", "bt"), (4,), (4, 1)),
        (("bt", "b"), (4, 3), (4,)),
        (("bf", "b"), (4, 1), (4,)),
        ((), (2, 3), (2, 3)),
    ],
)
def test_convert(shapes: tuple, size: tuple, expected: tuple) -> None:
    module = nn.Convert(*shapes)
    x = torch.randn(*size)
    assert module.forward(x)._size == expected
    for what, error in gradient_errors(module, x).items():
        assert error < 1e-6, what
    module.clearState()
    assert module.forward(x)._size == expected


def test_convert_changes_types() -> None:
    module = nn.Convert("bf", "bf")
    x = torch.FloatTensor(2, 3).fill(1)
    assert module.forward(x).typename == "torch.DoubleTensor"
    assert module.backward(x, module.output).typename == "torch.DoubleTensor"
    module.float()
    assert module.forward(x).typename == "torch.FloatTensor"


@pytest.mark.parametrize(
    ("shapes", "size", "text"),
    [
        (("bf", "bchw"), (2, 3), "Unrecognized conversion of shape bf to bchw"),
        (("bf", "b"), (2, 3), "Cannot convert shape bf to b when feature > 1"),
        (("bt", "bf"), (2, 3), "Conversion of shape bt to bf not supported"),
    ],
)
def test_convert_refuses(shapes: tuple, size: tuple, text: str) -> None:
    module = nn.Convert(*shapes)
    with pytest.raises(TorchError, match=text):
        module.forward(torch.randn(*size))


def test_nan_names_where() -> None:
    module = nn.NaN(nn.Linear(2, 2), "here")
    bad, good = torch.DoubleTensor([float("nan"), 1]), torch.ones(2)
    assert repr(module) == "nn.NaN(here) @ nn.Linear(2 -> 2)"
    with pytest.raises(TorchError, match=r"NaN found in input of module :\nnn.NaN\(here\) @ nn.Linear"):
        module.forward(bad)
    module.forward(good)
    with pytest.raises(TorchError, match="NaN found in gradOutput"):
        module.backward(good, bad)
    module.modules[1].weight.fill(float("nan"))
    with pytest.raises(TorchError, match="NaN found in parameters"):
        module.forward(good)
    assert nn.NaN(nn.Tanh()).id + 1 == nn.NaN(nn.Tanh()).id


def test_profile_counts_and_prints(capsys: pytest.CaptureFixture) -> None:
    module = nn.Profile(nn.Linear(2, 2), 2, "mine")
    x = torch.ones(2)
    module.forward(x)
    module.updateGradInput(x, x)
    assert (module.numFwds, module.numBwds) == (1, 1) and module.summedFwdTime > 0
    assert capsys.readouterr().out == ""
    module.forward(x)
    assert capsys.readouterr().out.endswith("seconds for 2 forward passes\t\n")
    assert (module.numFwds, module.summedFwdTime) == (0, 0)
    for other in (module.clone(), converter.loads(converter.dumps(module))):
        assert isinstance(other.timer, Timer) and other.timer is not module.timer
        assert other.forward(x).tolist() == module.forward(x).tolist()
    assert nn.Profile(nn.Tanh()).name == "nn.Tanh"


def test_timer_stops_and_resumes() -> None:
    timer = Timer().stop()
    first = timer.time()["real"]
    assert first == timer.time()["real"] and "stopped" in timer.__tostring__()
    assert timer.resume().time()["real"] > first


def test_maxout_is_the_largest_map() -> None:
    module = nn.Maxout(4, 3, 2)
    x = torch.randn(5, 4)
    linear = module.get(1)
    maps = (x.array @ linear.weight.array.T + linear.bias.array).reshape(5, 2, 3)
    np.testing.assert_allclose(module.forward(x).array, maps.max(1))
    for what, error in gradient_errors(module, x).items():
        assert error < 1e-6, what

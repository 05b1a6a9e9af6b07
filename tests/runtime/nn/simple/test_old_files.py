"""Objects as older Torches wrote them: fields that are missing, named otherwise, or of other types."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import converter
from runtime import Table, nn, torch
from runtime.objects import LuaFunction, UnknownObject

X = torch.DoubleTensor([[1.0, -2, 3], [4, 5, -6]])


def old(typename: str, version: int = 1, **fields: Any) -> Any:
    """What loading an object with exactly these fields gives."""
    return converter.loads(converter.dumps(UnknownObject(typename, version, fields)))


def tensors(**more: Any) -> dict[str, Any]:
    return {"output": torch.DoubleTensor(), "gradInput": torch.DoubleTensor(), **more}


@pytest.mark.parametrize(
    ("typename", "fields", "expected"),
    [
        ("nn.Sum", {"dimension": 2}, [2, 3]),
        ("nn.Mean", {"dimension": 2}, [2 / 3, 1]),
        ("nn.Dropout", {"p": 0.5, "train": False, "noise": torch.DoubleTensor()}, (X.array * 0.5).tolist()),
        ("nn.View", {"size": torch.LongStorage([6])}, [1, -2, 3, 4, 5, -6]),
        ("nn.Padding", {"dim": 1, "pad": 1}, [*X.tolist(), [0, 0, 0]]),
        ("nn.Replicate", {"nfeatures": 2}, [X.tolist()] * 2),
        ("nn.Max", {"dimension": 2, "_indices": torch.DoubleTensor(3)}, [3, 5]),
        ("nn.GradientReversal", {}, X.tolist()),
        ("nn.L1Penalty", {"l1weight": 1}, X.tolist()),
    ],
)
def test_runs(typename: str, fields: dict, expected: list) -> None:
    module = old(typename, **tensors(**fields))
    np.testing.assert_allclose(module.forward(X).array, expected)
    assert module.backward(X, module.output.clone()).array.shape == (2, 3)


def test_gradient_reversal_gets_its_factor() -> None:
    module = old("nn.GradientReversal", **tensors())
    assert module.backward(X, X).tolist() == (-X.array).tolist()
    assert old("nn.GradientReversal", 2, **tensors(**{"lambda": 3})).backward(X, X).tolist() == (-3 * X.array).tolist()


def test_lookup_table_of_version_one() -> None:
    weight = torch.DoubleTensor([[1, 2], [3, 4], [5, 6]])
    module = old(
        "nn.LookupTable",
        **tensors(weight=weight, gradWeight=weight.clone().zero(), size=torch.LongStorage([3, 2])),
        inputs=None,
    )
    words = torch.LongTensor([3, 1, 3])
    assert module.forward(words).tolist() == [[5, 6], [1, 2], [5, 6]]
    module.backward(words, module.output.clone().fill(1))
    assert module.gradWeight.tolist() == [[1, 1], [0, 0], [2, 2]]


def test_copy_keeps_sharing_when_read() -> None:
    function = LuaFunction(8, b"code", Table())
    module = old("nn.Copy", **tensors(updateOutput=function, updateGradInput=function))
    assert module.forward(X) is X and module.output.storage() is X.storage()
    assert isinstance(module, nn.Copy)

"""Objects as older Torches saved them: fields that were renamed or came later."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from converter import dumps, loads
from runtime import Table, nn, storage

from ..tools import tensor

X = np.arange(6.0).reshape(2, 3)


@pytest.mark.parametrize("make", [lambda: nn.Concat(2), lambda: nn.DepthConcat(2), lambda: nn.Parallel(1, 1)])
def test_the_output_size_was_called_size(make: Any) -> None:
    m = make().add(nn.Tanh()).add(nn.Abs())
    want = m.forward(tensor(X)).clone()
    fields = vars(m)
    fields.pop("outputSize", None), fields.pop("totalOutputSize", None)
    fields["size"] = storage.LongStorage([2, 6])
    data = dumps(m)
    old = loads(data)
    assert old.size() == 2
    assert dumps(old) == data  # written back as it was
    assert old.forward(tensor(X)).tolist() == want.tolist()


@pytest.mark.parametrize("name, missing", [
    ("JoinTable", ["nInputDims", "size"]), ("CMaxTable", ["maxIdx", "mask"]), ("CMinTable", ["minIdx"]),
    ("PairwiseDistance", ["diff"]), ("MM", ["transA", "transB"]),
])  # fmt: skip
def test_fields_that_came_later(name: str, missing: list[str]) -> None:
    m = getattr(nn, name)(*([1] if name == "JoinTable" else []))
    x = Table([tensor(X), tensor(X.T.copy() if name == "MM" else X)])
    want = m.forward(x).clone()
    g = m.output.clone()
    back = [t.tolist() for t in m.backward(x, g).array_values()]
    for field in missing:
        vars(m).pop(field, None)
    old = loads(dumps(m))
    assert old.forward(x).tolist() == want.tolist()
    assert [t.tolist() for t in old.backward(x, g).array_values()] == back

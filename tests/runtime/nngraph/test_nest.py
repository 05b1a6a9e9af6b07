"""nngraph.nest: structures of nodes as one node."""

from __future__ import annotations

from typing import Any

import pytest

from runtime import Table, TorchError, nn, nngraph, torch


def test_structures_are_rebuilt() -> None:
    a, b, c = (nn.Identity()() for _ in range(3))
    net = nn.gModule([a, b, c], [nngraph.nest([a, [b, c]])])
    x = Table([torch.ones(1), torch.ones(2), torch.ones(3)])
    output = net.forward(x)
    assert [output[1]._size, output[2][1]._size, output[2][2]._size] == [(1,), (2,), (3,)]
    gradients = net.backward(x, output)
    assert [gradients[i]._size for i in (1, 2, 3)] == [(1,), (2,), (3,)]
    assert nngraph.nest(a) is a


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ([3], r"inputs\[1\] should be an nngraph.Node but is of type number"),
        ([[nn.Identity()()]], r"inputs\[1\] should be an nngraph.Node but is of type table"),
        (Table({"x": 1}), "what is this in the nest input[?] table: 0x"),
        (3, "what is this in the nest input[?] 3"),
        (None, "Pass an input."),
    ],
)
def test_what_is_no_structure(value: Any, told: str) -> None:
    with pytest.raises(TorchError, match=told):
        nngraph.nest(value)

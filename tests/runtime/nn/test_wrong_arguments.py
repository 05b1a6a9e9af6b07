"""Arguments of a wrong kind or size: an error that names the layer, never one of Python or numpy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runtime import Table, TorchError, nn, register, torch

from .cases import CRITERIONS, MODULES
from .tools import copied, leaves, mapped

#: These have a backward of their own, which the container or Lua around them speaks for.
OWN_BACKWARD = (nn.Concat, nn.ConcatTable, nn.BatchNormalization, nn.CReLU)


def grown(t: Any, dim: int) -> Any:
    """`t` with one more element along a dimension (from the end)."""
    if len(t._size) < -dim:
        return t
    size = list(t._size)
    size[dim] += 1
    result = type(t)(*size)
    result.array[...] = np.resize(t.array, size)
    return result


def lifted(t: Any) -> Any:
    """`t` with two more dimensions."""
    result = type(t)(1, 2, *t._size)
    result.array[...] = t.array
    return result


WRONG: dict[str, Any] = {
    "nil": lambda value: None,
    "number": lambda value: 3,
    "float": lambda value: mapped(value, lambda t: t.float()),
    "empty": lambda value: mapped(value, lambda t: type(t)()),
    "wider": lambda value: mapped(value, lambda t: grown(t, -1)),
    "higher": lambda value: mapped(value, lambda t: grown(t, -2)),
    "lifted": lambda value: mapped(value, lifted),
    "table or tensor": lambda value: leaves(value)[0] if isinstance(value, Table) else Table([value]),
}


def attempt(function: Any, *args: Any) -> None:
    """Either it works or it raises a TorchError."""
    try:
        function(*args)
    except TorchError as error:
        assert str(error)


@pytest.mark.parametrize("name", MODULES)
def test_wrong_input(name: str) -> None:
    for change in WRONG.values():
        module, input = MODULES[name].build()
        attempt(module.forward, change(input))


@pytest.mark.parametrize("name", [n for n in MODULES if not isinstance(MODULES[n].build()[0], OWN_BACKWARD)])
def test_wrong_gradient(name: str) -> None:
    for change in WRONG.values():
        module, input = MODULES[name].build()
        attempt(module.backward, input, change(copied(module.forward(input))))


@pytest.mark.parametrize("name", CRITERIONS)
def test_wrong_loss(name: str) -> None:
    entry = CRITERIONS[name]
    for change in WRONG.values():
        attempt(entry.make().forward, change(entry.input), entry.target)
        if entry.target is not None:
            attempt(entry.make().forward, entry.input, change(entry.target))


def test_the_text_names_layer_and_sizes() -> None:
    linear, x = nn.Linear(3, 2), torch.ones(4, 3)
    linear.forward(x)
    with pytest.raises(TorchError, match=r"nn.Linear: size mismatch, m1: \[4 x 5\], m2: \[2 x 3\]"):
        linear.backward(x, torch.ones(4, 5))
    with pytest.raises(TorchError, match=r"a nil value is not what this layer takes: input \[4 x 3\], gradOutput nil"):
        nn.Sum(1).backward(x, None)
    net = nn.Sequential().add(nn.Identity()).add(nn.PixelShuffle(2))
    with pytest.raises(TorchError, match=r"(?s)In 2 module of nn.Sequential:\nnn.PixelShuffle: 3D or 4D"):
        net.forward(x)
    net = nn.Sequential().add(nn.JoinTable(1))
    with pytest.raises(TorchError, match=r"(?s)In 1 module of nn.Sequential:\nnn.JoinTable.updateOutput: .* \[4 x 3\]"):
        net.forward(x)


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("SpatialConvolution, 1x1", (1, 4, 4, 5)),
        ("SpatialFullConvolution", None),
        ("SpatialMaxPooling", None),
        ("SpatialZeroPadding", None),
        ("TemporalConvolution", None),
        ("SpatialDropout", None),
    ],
)
def test_gradients_are_not_broadcast(name: str, size: Any) -> None:
    module, input = MODULES[name].build()
    output = module.forward(input)
    one = torch.ones(*(size or (1, *output._size[1:])))
    with pytest.raises(TorchError, match="gradOutput"):
        module.backward(input, one)


def test_errors_of_own_layers_stay() -> None:
    @register("nn.TestOfFailures", replace=True)
    class Own(nn.Module):
        def updateOutput(self, input: Any) -> Any:
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        Own().forward(torch.ones(1))
    with pytest.raises(KeyError, match="mine"):
        nn.Sequential().add(Own()).forward(torch.ones(1))


def test_what_is_left_out_is_nil() -> None:
    assert nn.Identity().forward() is None
    assert nn.Constant(3.5).forward().tolist() == [3.5]
    assert nn.ZeroGrad().updateGradInput(torch.ones(2)).tolist() == [0, 0]
    with pytest.raises(TorchError, match="nn.Linear: input must be a tensor, not nil"):
        nn.Linear(2, 2).forward()


def test_methods_of_tensors_are_named() -> None:
    with pytest.raises(TorchError, match=r"^bad argument #1 to 'size' \(dimension 2 out of range of 1D tensor\)"):
        nn.Narrow(2, 1, 1).forward(torch.ones(2))
    with pytest.raises(TorchError, match=r"In 1 module of nn.Sequential:\nbad argument #2 to 'narrow' \(out of range"):
        nn.Sequential().add(nn.Narrow(1, 4, 1)).forward(torch.ones(2))


@pytest.mark.parametrize("size", [(2,), (1, 2), (4, 3), (8,)])
def test_gradients_of_linear_maps_and_noise_are_not_broadcast(size: Any) -> None:
    linear, dropout, x = nn.Linear(3, 2), nn.Dropout(), torch.ones(4, 3)
    linear.forward(x)
    for backward in (linear.updateGradInput, linear.accGradParameters):
        with pytest.raises(TorchError, match=r"nn.Linear: size mismatch, m1: \[.*\], m2: \[2 x 3\]"):
            backward(x, torch.ones(*size))
    dropout.forward(torch.ones(4, 2))
    if size != (8,):
        with pytest.raises(TorchError, match="to have the same number of elements"):
            dropout.backward(torch.ones(4, 2), torch.ones(*size))

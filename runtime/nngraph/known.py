"""Modules whose passes are a few calls of numpy on arrays: those calls.

An operation is (function, arguments): it computes on the arrays that a module has now, and may be repeated as long
as the module, its tensors and theirs sizes stay as they are. None: not known, the module itself must run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..kernels import affine
from ..nn.simple.identity import Identity
from ..nn.simple.linear import Linear
from ..nn.simple.reshape import Reshape
from ..nn.table.c_add_table import CAddTable
from ..nn.table.c_mul_table import CMulTable
from ..nn.table.split_table import SplitTable
from ..nn.transfer.elementwise import Elementwise
from ..nn.transfer.sigmoid import Sigmoid
from ..nn.transfer.tanh import Tanh
from ..table import Table
from ..tensor import TensorCore

Operations = list[tuple[Callable[..., Any], tuple]]
METHODS = frozenset(("updateOutput", "updateGradInput", "accGradParameters"))
#: Makes scratch arrays: room(shape, like).
Room = Callable[[tuple, Any], Any]


def forward(module: Any, given: Any) -> Operations | None:
    """What updateOutput(given) did, once it has run."""
    if not _is_plain(module):
        return None
    make = _FORWARD.get(type(module))
    if make is not None:
        return make(module, given)
    if _is_elementwise(module, given):
        return [(module._forward, (given.array, module.output.array))]
    return None


def backward(module: Any, given: Any, gradient: Any, room: Room) -> Operations | None:
    """What updateGradInput(given, gradient) did, once it has run."""
    if not _is_plain(module):
        return None
    make = _BACKWARD.get(type(module))
    if make is not None:
        return make(module, given, gradient, room)
    if _is_elementwise(module, given) and same(given, gradient, module.gradInput):
        reference = module.output if module._by_output else given
        return [(module._backward, (reference.array, gradient.array, module.gradInput.array))]
    return None


def accumulate(module: Any, step: Any) -> Operations | None:
    """What accGradParameters does for a step with scale 1, whatever tensors of these sizes come."""
    given, gradient = step.given, step.total
    if type(module) is not Linear or not _is_plain(module) or module.gradWeight is None:
        return None
    if not isinstance(gradient, TensorCore) or gradient.array.ndim != 2 or given.array.ndim != 2:
        return None
    weight, bias = module.gradWeight.array, None if module.bias is None else module.gradBias.array

    def add() -> None:
        g = step.total.array
        affine.by_weight(g, step.given.array, weight, 1)
        if bias is not None:
            np.add(bias, g.sum(0), bias)

    return [(add, ())]


def forward_late(module: Any, step: Any) -> Callable[[], Any] | None:
    """What updateOutput did, for a step whose inputs are other tensors each time; they have their array then."""
    values, out = tensors_of(step.given), module.output
    if not _is_plain(module) or not isinstance(out, TensorCore):
        return None
    if type(module) is Linear and len(values) == 1 and values[0].array.ndim == 2:
        weight, bias, target = module.weight.array, None if module.bias is None else module.bias.array, out.array

        def linear() -> None:
            affine.forward(step.inputs[0].array, weight, bias, target)

        return linear
    if type(module) is CMulTable and len(values) == 2 and same(out, *values):
        product = out.array

        def multiply() -> None:
            np.multiply(step.inputs[0].array, step.inputs[1].array, product)

        return multiply
    return None


def backward_late(module: Any, step: Any) -> Callable[[], Any] | None:
    """What updateGradInput did, for a step whose inputs or gradients are other tensors each time."""
    values, g = tensors_of(step.given), step.total
    if not _is_plain(module) or type(module) is not CMulTable or len(values) != 2:
        return None
    gradients = module.gradInput.array_values()
    if not same(g, *values, *gradients):
        return None
    one, other = [gradient.array for gradient in gradients]

    def multiply() -> None:
        gradient = step.total.array
        np.multiply(gradient, step.inputs[1].array, one)
        np.multiply(gradient, step.inputs[0].array, other)

    return multiply


def reads_input(module: Any) -> bool:
    """Whether the way back needs the elements of the input, not only its sizes."""
    return isinstance(module, CMulTable) or (isinstance(module, Elementwise) and not module._by_output)


def _is_plain(module: Any) -> bool:
    """Whether the methods of a module are those that its class came with."""
    cls = type(module)
    if not cls.__module__.startswith("runtime.") or not METHODS.isdisjoint(vars(module)):
        return False
    return all(getattr(cls, name).__module__.startswith("runtime.") for name in METHODS)


def same(*tensors: Any) -> bool:
    first = tensors[0]
    return all(isinstance(t, TensorCore) and type(t) is type(first) and t._size == first._size for t in tensors)


def _is_elementwise(module: Any, given: Any) -> bool:
    """Whether the module's passes are those of `Elementwise`, on tensors of one size and type, each in its place."""
    if not isinstance(module, Elementwise) or module.inplace:
        return False
    cls, base = type(module), Elementwise
    plain = cls.updateOutput is base.updateOutput and cls.updateGradInput is base.updateGradInput
    return plain and same(given, module.output)


def _nothing(*_: Any) -> Operations:
    return []


def _linear(module: Any, x: Any) -> Operations | None:
    if x.array.ndim != 2:
        return None
    bias = None if module.bias is None else module.bias.array
    return [(affine.forward, (x.array, module.weight.array, bias, module.output.array))]


def _linear_back(module: Any, x: Any, g: Any, room: Room) -> Operations | None:
    if module.gradInput is None or g.array.ndim != 2:
        return None
    return [(affine.by_input, (g.array, module.weight.array, module.gradInput.array))]


def _sigmoid(module: Any, x: Any) -> Operations | None:
    if not _is_elementwise(module, x):
        return None
    out = module.output.array
    # the constants are arrays: faster than numbers, which numpy would turn into arrays each time
    minus, one = (np.asarray(n, out.dtype) for n in (-1, 1))
    return [
        *((np.multiply, (x.array, minus, out)), (np.exp, (out, out))),
        *((np.add, (out, one, out)), (np.reciprocal, (out, out))),
    ]


def _sigmoid_back(module: Any, x: Any, g: Any, room: Room) -> Operations | None:
    if not _is_elementwise(module, x) or not same(x, g, module.gradInput):
        return None
    y, out = module.output.array, module.gradInput.array
    one = np.asarray(1, y.dtype)
    return [(np.subtract, (one, y, out)), (np.multiply, (out, y, out)), (np.multiply, (g.array, out, out))]


def _tanh_back(module: Any, x: Any, g: Any, room: Room) -> Operations | None:
    if not _is_elementwise(module, x) or not same(x, g, module.gradInput):
        return None
    y, out = module.output.array, module.gradInput.array
    one = np.asarray(1, y.dtype)
    return [(np.multiply, (y, y, out)), (np.subtract, (one, out, out)), (np.multiply, (g.array, out, out))]


def _of_table(function: Any) -> Callable[[Any, Any], Operations | None]:
    """output = function of two tensors and more, one after the other."""

    def make(module: Any, given: Any) -> Operations | None:
        values = given.array_values()
        if len(values) < 2 or getattr(module, "inplace", None) or not same(module.output, *values):
            return None
        x, out = [value.array for value in values], module.output.array
        return [(function, (x[0], x[1], out)), *[(function, (out, other, out)) for other in x[2:]]]

    return make


def _add_back(module: Any, given: Any, g: Any, room: Room) -> Operations | None:
    gradients = module.gradInput.array_values()
    if module.inplace or not same(g, *given.array_values(), *gradients):
        return None
    return [(np.copyto, (gradient.array, g.array)) for gradient in gradients]


def _mul_back(module: Any, given: Any, g: Any, room: Room) -> Operations | None:
    values, gradients = given.array_values(), module.gradInput.array_values()
    if len(values) != 2 or not same(g, *values, *gradients):
        return None
    return [(np.multiply, (g.array, values[1 - i].array, gradient.array)) for i, gradient in enumerate(gradients)]


def _reshape(module: Any, x: Any) -> Operations | None:
    return [] if module.output._storage is x._storage else None  # a view; else of a copy


def _reshape_back(module: Any, x: Any, g: Any, room: Room) -> Operations | None:
    return [] if module.gradInput._storage is g._storage else None


def _split(module: Any, x: Any) -> Operations | None:
    return [] if len(x._size) > 1 else None


def _split_back(module: Any, x: Any, gradients: Any, room: Room) -> Operations | None:
    values = gradients.array_values()
    axis, target = module._axis(x), module.gradInput.array
    parts = np.moveaxis(target, axis, 0)
    if len(values) != len(parts) or not all(isinstance(v, TensorCore) and v._size == parts.shape[1:] for v in values):
        return None
    return [(np.copyto, (part, value.array)) for part, value in zip(parts, values)]


_FORWARD: dict[type, Callable[[Any, Any], Operations | None]] = {
    Identity: _nothing,
    Linear: _linear,
    Sigmoid: _sigmoid,
    CAddTable: _of_table(np.add),
    CMulTable: _of_table(np.multiply),
    Reshape: _reshape,
    SplitTable: _split,
}
_BACKWARD: dict[type, Callable[[Any, Any, Any, Room], Operations | None]] = {
    Identity: _nothing,
    Linear: _linear_back,
    Sigmoid: _sigmoid_back,
    Tanh: _tanh_back,
    CAddTable: _add_back,
    CMulTable: _mul_back,
    Reshape: _reshape_back,
    SplitTable: _split_back,
}


def tensors_of(value: Any) -> list[Any]:
    """The tensors of a value, one or those of a table."""
    if isinstance(value, TensorCore):
        return [value]
    return [v for v in value.array_values() if isinstance(v, TensorCore)] if isinstance(value, Table) else []

"""Modules whose passes are a few calls on arrays: those calls.

An operation is (function, arguments): it computes on the arrays that a module has now, and may be repeated as long
as the module, its tensors and their sizes stay as they are. None: not known, the module itself must run. Operands x, of
the input's tensors in order, and g, of the gradient, are arrays, or `Late` where other tensors come each time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..kernels import affine
from ..kernels.native.program import Late, Operation
from ..nn.module import Module
from ..nn.simple.identity import Identity
from ..nn.simple.linear import Linear
from ..nn.simple.reshape import Reshape
from ..nn.table.c_add_table import CAddTable
from ..nn.table.c_mul_table import CMulTable
from ..nn.table.split_table import SplitTable
from ..nn.transfer.elementwise import Elementwise
from ..nn.transfer.log_soft_max import LogSoftMax
from ..nn.transfer.sigmoid import Sigmoid
from ..nn.transfer.tanh import Tanh
from ..table import Table
from ..tensor import TensorCore
from . import operations as do

METHODS = frozenset(("updateOutput", "updateGradInput", "accGradParameters"))


def forward(module: Any, given: Any, x: list) -> list[Operation] | None:
    """What updateOutput(given) did, once it has run."""
    if not is_plain(module) or (_any_late(x) and type(module) in _VIEWS):
        return None
    make = _FORWARD.get(type(module))
    if make is not None:
        return make(module, given, x)
    if _is_elementwise(module, given):
        return [(module._forward, (x[0], module.output.array))]
    return None


def backward(module: Any, given: Any, x: list, gradient: Any, g: Any) -> list[Operation] | None:
    """What updateGradInput(given, gradient) did, once it has run."""
    if not is_plain(module) or (type(g) is Late and type(module) in _VIEWS):
        return None
    make = _BACKWARD.get(type(module))
    if make is not None:
        return make(module, given, x, gradient, g)
    if _is_elementwise(module, given) and same(given, gradient, module.gradInput):
        reference = module.output.array if module._by_output else x[0]
        return [(module._backward, (reference, g, module.gradInput.array))]
    return None


def accumulate(module: Any, given: Any, x: list, gradient: Any, g: Any) -> list[Operation] | None:
    """What accGradParameters(given, gradient) did, with scale 1."""
    if type(module) is not Linear or not is_plain(module) or module.gradWeight is None:
        return None
    if not isinstance(gradient, TensorCore) or len(gradient._size) != 2 or len(given._size) != 2:
        return None
    operations: list[Operation] = [(affine.by_weight, (g, x[0], module.gradWeight.array, 1))]
    if module.bias is not None:
        operations.append((do.sum_rows, (g, module.gradBias.array)))
    return operations


def reads_input(module: Any) -> bool:
    """Whether the way back needs the elements of the input, not only its sizes."""
    return isinstance(module, CMulTable) or (isinstance(module, Elementwise) and not module._by_output)


def read_back(module: Any, given: Any) -> list[Any]:
    """The tensors of the way forward that the way back reads."""
    found = tensors_of(module.output) if type(module) is LogSoftMax or getattr(module, "_by_output", False) else []
    has_parameters = type(module).accGradParameters is not Module.accGradParameters
    return found + tensors_of(given) if has_parameters or reads_input(module) else found


def _any_late(operands: list) -> bool:
    return any(type(operand) is Late for operand in operands)


def is_plain(module: Any) -> bool:
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


def _nothing(*_: Any) -> list[Operation]:
    return []


def _linear(module: Any, given: Any, x: list) -> list[Operation] | None:
    if len(given._size) != 2:
        return None
    bias = None if module.bias is None else module.bias.array
    return [(affine.forward, (x[0], module.weight.array, bias, module.output.array))]


def _linear_back(module: Any, given: Any, x: list, gradient: Any, g: Any) -> list[Operation] | None:
    if module.gradInput is None or len(gradient._size) != 2:
        return None
    return [(affine.by_input, (g, module.weight.array, module.gradInput.array))]


def _transfer(function: Any) -> Callable[..., list[Operation] | None]:
    """output = function(input)"""

    def make(module: Any, given: Any, x: list) -> list[Operation] | None:
        return [(function, (x[0], module.output.array))] if _is_elementwise(module, given) else None

    return make


def _transfer_back(function: Any) -> Callable[..., list[Operation] | None]:
    """gradInput = function(output, gradOutput)"""

    def make(module: Any, given: Any, x: list, gradient: Any, g: Any) -> list[Operation] | None:
        if not _is_elementwise(module, given) or not same(given, gradient, module.gradInput):
            return None
        return [(function, (module.output.array, g, module.gradInput.array))]

    return make


def _of_rows(make: Any) -> Any:
    """For inputs that are a batch of vectors only; others the module itself does."""

    def made(module: Any, given: Any, *others: Any) -> list[Operation] | None:
        is_batch = isinstance(given, TensorCore) and len(given._size) == 2
        return make(module, given, *others) if is_batch else None

    return made


def _of_table(function: Any) -> Callable[..., list[Operation] | None]:
    """output = function of two tensors and more, one after the other."""

    def make(module: Any, given: Any, x: list) -> list[Operation] | None:
        if len(x) < 2 or getattr(module, "inplace", None) or not same(module.output, *given.array_values()):
            return None
        out = module.output.array
        return [(function, (x[0], x[1], out)), *[(function, (out, other, out)) for other in x[2:]]]

    return make


def _add_back(module: Any, given: Any, x: list, gradient: Any, g: Any) -> list[Operation] | None:
    gradients = module.gradInput.array_values()
    if module.inplace or not same(gradient, *given.array_values(), *gradients):
        return None
    return [(do.copy, (g, own.array)) for own in gradients]


def _mul_back(module: Any, given: Any, x: list, gradient: Any, g: Any) -> list[Operation] | None:
    values, gradients = given.array_values(), module.gradInput.array_values()
    if len(values) != 2 or not same(gradient, *values, *gradients):
        return None
    return [(np.multiply, (g, x[1 - i], own.array)) for i, own in enumerate(gradients)]


def _reshape(module: Any, given: Any, x: list) -> list[Operation] | None:
    return [] if module.output._storage is given._storage else None  # a view; else of a copy


def _reshape_back(module: Any, given: Any, x: list, gradient: Any, g: Any) -> list[Operation] | None:
    return [] if module.gradInput._storage is gradient._storage else None


def _split(module: Any, given: Any, x: list) -> list[Operation] | None:
    return [] if len(given._size) > 1 else None


def _split_back(module: Any, given: Any, x: list, gradients: Any, g: Any) -> list[Operation] | None:
    values = gradients.array_values()
    axis, target = module._axis(given), module.gradInput.array
    parts = np.moveaxis(target, axis, 0)
    if len(values) != len(parts) or not all(isinstance(v, TensorCore) and v._size == parts.shape[1:] for v in values):
        return None
    return [(do.copy, (value.array, part)) for part, value in zip(parts, values)]


_FORWARD: dict[type, Callable[..., list[Operation] | None]] = {
    Identity: _nothing,
    Linear: _linear,
    Sigmoid: _transfer(do.sigmoid),
    Tanh: _transfer(np.tanh),
    LogSoftMax: _of_rows(_transfer(do.log_softmax)),
    CAddTable: _of_table(np.add),
    CMulTable: _of_table(np.multiply),
    Reshape: _reshape,
    SplitTable: _split,
}
_BACKWARD: dict[type, Callable[..., list[Operation] | None]] = {
    Identity: _nothing,
    Linear: _linear_back,
    Sigmoid: _transfer_back(do.sigmoid_gradient),
    Tanh: _transfer_back(do.tanh_gradient),
    LogSoftMax: _of_rows(_transfer_back(do.log_softmax_gradient)),
    CAddTable: _add_back,
    CMulTable: _mul_back,
    Reshape: _reshape_back,
    SplitTable: _split_back,
}
#: Their outputs and gradients are where their input and gradient are.
_VIEWS = frozenset((Identity, Reshape, SplitTable))


def tensors_of(value: Any) -> list[Any]:
    """The tensors of a value, one or those of a table."""
    if isinstance(value, TensorCore):
        return [value]
    return [v for v in value.array_values() if isinstance(v, TensorCore)] if isinstance(value, Table) else []

"""Diagonal second derivatives, computed like gradients (nn.hessian). Off until enable() is called."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import TorchError
from ...registry import lookup
from ...table import Table
from ..flatten import flatten
from ..simple.common import buffer

__all__ = [
    "accDiagHessianParameters",
    "enable",
    "initDiagHessianParameters",
    "updateDiagHessianInput",
    "updateDiagHessianInputPointWise",
]

#: Classes that are linear in input and weight; which of their fields are squared for the input's sake.
_LINEAR = {
    "nn.Linear": ("weight",),
    "nn.SpatialConvolution": ("weight",),
    "nn.SpatialConvolutionLocal": ("weight",),
    "nn.SpatialFullConvolution": ("weight",),
    "nn.SpatialConvolutionMap": ("weight", "bias"),
    "nn.SpatialFullConvolutionMap": ("weight",),
}
_POINTWISE = ("nn.Tanh", "nn.Square", "nn.Sqrt")
_GRADIENTS = ("gradWeight", "gradBias")
_HESSIANS = ("diagHessianWeight", "diagHessianBias")


def _names(names: Any) -> list[str]:
    return names.array_values() if isinstance(names, Table) else list(names)


def _swap(module: Any, a: list[str], b: list[str]) -> None:
    fields = vars(module)
    for x, y in zip(a, b):
        fields[x], fields[y] = fields[y], fields[x]


def accDiagHessianParameters(module: Any, input: Any, diagHessianOutput: Any, gw: Any, hw: Any) -> None:
    """Accumulates second derivatives by the parameters whose gradients `gw` names in the fields `hw`."""
    gw, hw = _names(gw), _names(hw)
    if len(gw) != len(hw):
        raise TorchError("Number of gradients is nto equal to number of hessians")
    squared = buffer(module, "inputSq", input)
    np.square(input.array, out=squared.resize_array(input._size))
    initDiagHessianParameters(module, gw, hw)
    _swap(module, gw, hw)
    output = module.output
    module.output = type(output).empty(output._size)
    module.forward(squared)
    module.accGradParameters(squared, diagHessianOutput, 1)
    _swap(module, gw, hw)
    module.output = output


def updateDiagHessianInput(module: Any, input: Any, diagHessianOutput: Any, w: Any, wsq: Any) -> None:
    """Second derivatives by the input in `diagHessianInput`: updateGradInput with squared parameters `w`."""
    w, wsq = _names(w), _names(wsq)
    if len(w) != len(wsq):
        raise TorchError("Number of weights is not equal to number of weights squares")
    result = buffer(module, "diagHessianInput", input)
    result.resize_array(input._size).fill(0)
    gradInput, module.gradInput = module.gradInput, result
    for name, square in zip(w, wsq):
        weight = getattr(module, name)
        np.square(weight.array, out=buffer(module, square, weight).resize_array(weight._size))
    _swap(module, w, wsq)
    module.updateGradInput(input, diagHessianOutput)
    _swap(module, w, wsq)
    module.gradInput = gradInput


def updateDiagHessianInputPointWise(module: Any, input: Any, diagHessianOutput: Any) -> None:
    """For element-wise functions: the squared derivative times `diagHessianOutput`."""
    ones = type(diagHessianOutput).empty(diagHessianOutput._size).fill(1)
    updateDiagHessianInput(module, input, ones, (), ())
    result = module.diagHessianInput.array
    result *= result
    result *= diagHessianOutput.array


def initDiagHessianParameters(module: Any, gw: Any, hw: Any) -> None:
    """Makes the tensors that the second derivatives are accumulated in."""
    buffer(module, "diagHessianInput", module.gradInput)
    for gradient, hessian in zip(_names(gw), _names(hw)):
        if vars(module).get(hessian) is None:
            like = getattr(module, gradient)
            vars(module)[hessian] = type(like).empty(like._size)


_enabled = [False]


def enable() -> tuple[str, ...]:
    """Adds the methods to the classes of nn; parameters() and getParameters() give a third result from now on.

    Returns what is new: the name of a class and that of a method, in turn.
    """
    added: tuple[str, ...] = ()
    for name, methods in _all_methods().items() if not _enabled[0] else ():
        for method, function in methods.items():
            setattr(lookup(name), method, function)
            added += name, method
    _enabled[0] = True
    return added


def _all_methods() -> dict[str, dict[str, Any]]:
    methods = {name: _linear_methods(fields) for name, fields in _LINEAR.items()}
    methods |= {name: {"updateDiagHessianInput": _pointwise} for name in _POINTWISE}
    module = {
        "updateDiagHessianInput": _undefined,
        "accDiagHessianParameters": lambda self, input, diagHessianOutput: None,
        "initDiagHessianParameters": lambda self: None,
        "parameters": _parameters,
        "getParameters": _getParameters,
    }
    sequential = {
        "initDiagHessianParameters": _init_sequential,
        "updateDiagHessianInput": _update_sequential,
        "accDiagHessianParameters": _accumulate_sequential,
        "parameters": _parameters_of_sequential,
    }
    return methods | {
        "nn.Module": module,
        "nn.Sequential": sequential,
        "nn.Criterion": {"updateDiagHessianInput": _undefined},
        "nn.MSECriterion": {"updateDiagHessianInput": _squared_error},
        "nn.WeightedMSECriterion": {"updateDiagHessianInput": _squared_error},
        "nn.L1Cost": {"updateDiagHessianInput": _absolute},
        "nn.TanhShrink": {"updateDiagHessianInput": _tanh_shrink},
        "nn.Reshape": {"updateDiagHessianInput": _reshape},
    }


def _linear_methods(fields: tuple[str, ...]) -> dict[str, Any]:
    squares = [f"{name}Sq" for name in fields]

    def update(self: Any, input: Any, diagHessianOutput: Any) -> Any:
        updateDiagHessianInput(self, input, diagHessianOutput, fields, squares)
        return self.diagHessianInput

    def accumulate(self: Any, input: Any, diagHessianOutput: Any) -> None:
        accDiagHessianParameters(self, input, diagHessianOutput, _GRADIENTS, _HESSIANS)

    def init(self: Any) -> None:
        initDiagHessianParameters(self, _GRADIENTS, _HESSIANS)

    return {
        "updateDiagHessianInput": update,
        "accDiagHessianParameters": accumulate,
        "initDiagHessianParameters": init,
    }


def _pointwise(self: Any, input: Any, diagHessianOutput: Any) -> Any:
    updateDiagHessianInputPointWise(self, input, diagHessianOutput)
    return self.diagHessianInput


def _undefined(self: Any, input: Any, diagHessianOutput: Any) -> Any:
    raise TorchError(f"{self._typename}:updateDiagHessianInput() is undefined")


def _squared_error(self: Any, input: Any, target: Any) -> Any:
    result = buffer(self, "diagHessianInput", input)
    result.resize_array(input._size).fill(2 / input.nElement() if self.sizeAverage else 2)
    return result


def _absolute(self: Any, input: Any) -> Any:
    result = buffer(self, "diagHessianInput", input)
    result.resize_array(input._size)[...] = input.array != 0
    return result


def _tanh_shrink(self: Any, input: Any, diagHessianOutput: Any) -> Any:
    updateDiagHessianInputPointWise(self.tanh, input, diagHessianOutput)
    result = buffer(self, "diagHessianInput", input)
    np.add(self.tanh.diagHessianInput.array, diagHessianOutput.array, out=result.resize_array(input._size))
    return result


def _reshape(self: Any, input: Any, diagHessianOutput: Any) -> Any:
    result = buffer(self, "diagHessianInput", input)
    return result.set(diagHessianOutput.contiguous()).resize(*input._size)


def _init_sequential(self: Any) -> None:
    for module in self.modules.array_values():
        module.initDiagHessianParameters()


def _inputs(self: Any, input: Any) -> list[tuple[Any, Any]]:
    """(module, its input), from the last to the first."""
    modules = self.modules.array_values()
    return list(zip(modules, [input, *[m.output for m in modules[:-1]]]))[::-1]


def _update_sequential(self: Any, input: Any, diagHessianOutput: Any) -> Any:
    for module, given in _inputs(self, input):
        diagHessianOutput = module.updateDiagHessianInput(given, diagHessianOutput)
    self.diagHessianInput = diagHessianOutput
    return diagHessianOutput


def _accumulate_sequential(self: Any, input: Any, diagHessianOutput: Any) -> None:
    for module, given in _inputs(self, input):
        module.accDiagHessianParameters(given, diagHessianOutput)
        diagHessianOutput = module.diagHessianInput


def _parameters(self: Any) -> Any:
    names = [n for n in ("weight", "bias") if getattr(self, n) is not None]
    if not names:
        return None
    kinds = [names, *[[prefix + n.capitalize() for n in names] for prefix in ("grad", "diagHessian")]]
    return tuple([Table([getattr(self, name, None) for name in kind]) for kind in kinds])


def _getParameters(self: Any) -> Any:
    found = self.parameters()
    parameters, gradients, *hessians = found if found is not None else (None, None)
    flat = flatten(parameters), flatten(gradients)
    if hessians and hessians[0] is not None and len(hessians[0]):
        return *flat, flatten(hessians[0])
    return flat


def _parameters_of_sequential(self: Any) -> tuple[Table, Table, Table]:
    lists = Table(), Table(), Table()
    for module in self.modules.array_values():
        found = module.parameters()
        for target, values in zip(lists, found if found is not None else ()):
            for value in values.array_values() if values is not None else ():
                target.append(value)
    return lists

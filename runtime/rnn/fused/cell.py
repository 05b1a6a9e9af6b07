"""What a recurrent module computes at a step, on arrays (the base of one class for each kind of module)."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from ...errors import TorchError
from ..kernels.gate_weights import GateWeights
from ..kernels.scratch import Scratch


class Cell:
    """Made of the modules that hold the parameters; good as long as these have the same arrays.

    States are arrays batch x size: the output, and what else goes from step to step.
    """

    gates: int
    states: int

    def __init__(self, modules: list[Any], scratch: Scratch) -> None:
        self.modules, self.scratch = modules, scratch
        self.tensors = _parameters(modules)
        self.arrays = [tensor.array for tensor in self.tensors]
        self.kind = type(modules[0].weight)

    def fits(self, modules: list[Any]) -> bool:
        """Whether the parameters are still the ones that this was made of."""
        if modules != self.modules:
            return False
        found = _parameters(modules)
        return len(found) == len(self.tensors) and all(
            new is old and new.array is array for new, old, array in zip(found, self.tensors, self.arrays)
        )

    @property
    def inputs(self) -> int:
        return self.from_input.inputs

    @property
    def size(self) -> int:
        return self.from_input.size

    #: The weights of the input, for all gates.
    from_input: GateWeights
    #: (gates, bias, gradient) of each bias.
    biases: list[tuple[slice, Any, Any]]

    def check_gradients(self) -> None:
        """TorchError if a parameter has no gradient."""
        for module in self.modules:
            for name in ("weight", "bias"):
                if getattr(module, name) is not None and vector(module, name)[1] is None:
                    raise TorchError(f"{module._typename} has no grad{name.capitalize()} of the size of its {name}")

    def bias(self) -> Any:
        """The biases of all gates, gates x size."""
        bias = self.scratch("bias", (self.gates, self.size), self.arrays[0])
        for places, own, _ in self.biases:
            bias[places] = own.reshape(-1, self.size)
        return bias

    def begin_products(self, batch: int, steps: int) -> AbstractContextManager:
        """Makes ready for the products of so many steps, forward or backward; they go into the context given."""
        raise NotImplementedError

    def forward(self, gates: Any, before: tuple, after: tuple) -> None:
        """One step: from what the input gives in `gates` to the states `after`."""
        raise NotImplementedError

    def backward(self, gates: Any, before: tuple, after: tuple, gradients: tuple, da: Any, out: tuple) -> None:
        """One step back: from the gradients by the states `after` to `da`, batch x (gates size), and those `before`."""
        raise NotImplementedError

    def accumulate(self, da: Any, gates: Any, before: tuple, after: tuple, scale: float) -> None:
        """Adds the gradients by the parameters, but for the weights of the input.

        Arrays have rows of many steps; `gates` is gates x steps x batch x size.
        """
        raise NotImplementedError

    def accumulate_biases(self, da: Any, scale: float) -> None:
        """The part of `accumulate` for the biases."""
        for gates, _, gradient in self.biases:
            gradient += da[:, gates.start * self.size : gates.stop * self.size].sum(0) * scale


def _parameters(modules: list[Any]) -> list[Any]:
    """All parameters and gradients of the modules."""
    return [
        tensor
        for module in modules
        for tensor in (module.weight, module.gradWeight, module.bias, module.gradBias)
        if tensor is not None
    ]


def matrix(module: Any) -> tuple[Any, Any]:
    """Weight and gradient of a linear map, inputs x outputs; None for a gradient that the module lacks."""
    gradient = _gradient(module.gradWeight, module.weight)
    return module.weight.array.T, None if gradient is None else gradient.T


def vector(module: Any, name: str) -> tuple[Any, Any]:
    """A parameter as a vector, with its gradient; None for a gradient that the module lacks."""
    parameter = getattr(module, name)
    gradient = _gradient(getattr(module, f"grad{name.capitalize()}"), parameter)
    return parameter.array.reshape(-1), None if gradient is None else gradient.reshape(-1)


def _gradient(tensor: Any, parameter: Any) -> Any:
    """The array of a gradient; stripped models have none, or an empty one."""
    return tensor.array if tensor is not None and tensor._size == parameter._size else None

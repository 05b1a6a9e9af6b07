"""Limits of parameters and gradients: norms, clipping, weight decay (dpnn's methods of nn.Module)."""

from __future__ import annotations

import math
from typing import Any

from ...errors import TorchError
from ...nn.simple.common import given
from ...table import Table


def own(module: Any, name: str, argument: Any) -> Any:
    """A setting: the field of that name of the module, or what the caller gave."""
    value = vars(module).get(name)
    return argument if value is None else value


def children(module: Any) -> list[Any] | None:
    """The modules in a container, None for what is none."""
    return module.modules.array_values() if isinstance(module.modules, Table) else None


def parameter_pairs(module: Any) -> list[tuple[Any, Any]]:
    """(parameter, gradient) of each parameter of a module that has both lists."""
    found = module.parameters()
    if not isinstance(found, tuple) or found[0] is None or found[1] is None:
        return []
    return [(parameter, found[1].get(key)) for key, parameter in found[0].items()]


def positive(value: Any, name: str) -> bool:
    if value is None:
        raise TorchError(f"{name} expected: a number, as argument or as a field of the module")
    return value > 0


class Norms:
    """A module's own fields (maxOutNorm, cutoffNorm, wdFactor ...) overrule the arguments, for all below it too."""

    def maxParamNorm(self: Any, maxOutNorm: float | None = None, maxInNorm: float | None = None) -> None:
        """Cuts rows of weights to the norm `maxOutNorm`, columns (by the last dimension) to `maxInNorm`.

        Vectors stay as they are.
        """
        maxOutNorm = given(own(self, "maxOutNorm", maxOutNorm), None)
        maxInNorm = given(own(self, "maxInNorm", maxInNorm), None)
        if maxOutNorm is None and maxInNorm is None:
            return
        modules = children(self)
        if modules is not None:
            for module in modules:
                module.maxParamNorm(maxOutNorm, maxInNorm)
            return
        found = self.parameters()
        parameters = found[0] if isinstance(found, tuple) else found
        for parameter in parameters.values() if parameters is not None else ():
            if parameter.dim() > 1:
                if maxOutNorm is not None and maxOutNorm > 0:
                    parameter.renorm(2, 1, maxOutNorm)
                if maxInNorm is not None and maxInNorm > 0:
                    parameter.renorm(2, parameter.dim(), maxInNorm)

    def gradParamClip(self: Any, cutoffNorm: float | None = None, moduleLocal: bool | None = None) -> Any:
        """Scales the gradients down to the norm `cutoffNorm`; returns the norm that they had.

        The norm is that of all gradients together, or with `moduleLocal` each module's own. A cutoff of 0 or
        less does nothing and returns nothing.
        """
        cutoffNorm = own(self, "cutoffNorm", cutoffNorm)
        if not positive(cutoffNorm, "cutoffNorm"):
            return None
        moduleLocal = own(self, "moduleLocal", moduleLocal)
        modules = children(self)
        if moduleLocal and modules is not None:
            return math.sqrt(sum([module.gradParamClip(cutoffNorm, moduleLocal) ** 2 for module in modules]))
        gradients = [gradient for _, gradient in parameter_pairs(self)]
        norm = math.sqrt(sum([gradient.norm() ** 2 for gradient in gradients]))
        if norm > cutoffNorm:
            for gradient in gradients:
                gradient.mul(cutoffNorm / norm)
        return norm

    def weightDecay(self: Any, wdFactor: float | None = None, wdMinDim: int | None = None) -> None:
        """Adds `wdFactor` times the parameters of at least `wdMinDim` (2) dimensions to their gradients."""
        wdFactor = own(self, "wdFactor", wdFactor)
        if not positive(wdFactor, "wdFactor"):
            return
        wdMinDim = own(self, "wdMinDim", wdMinDim)
        wdMinDim = 2 if wdMinDim is None else wdMinDim
        modules = children(self)
        if modules is not None:
            for module in modules:
                module.weightDecay(wdFactor, wdMinDim)
            return
        for parameter, gradient in parameter_pairs(self):
            if parameter.dim() >= wdMinDim:
                gradient.add(wdFactor, parameter)

"""Parameters of which only some matter in a step (dpnn's sparseParameters)."""

from __future__ import annotations

from typing import Any

from ...nn.simple.common import given


def sparse_parameters(module: Any) -> tuple[Any, Any, Any, Any]:
    """(parameters, gradients, scales, size) of a module; each is None where it gives none.

    The two Tables have the same keys, which need not be 1..n; `scales` multiply the learning rate.
    """
    found = module.sparseParameters()
    if found is None:
        return None, None, None, None
    values = found if isinstance(found, tuple) else (found,)
    return (*values, None, None, None)[:4]  # type: ignore[return-value]


class SparseParameters:
    """nn.Module's sparseParameters, and the two methods that go by it."""

    def sparseParameters(self: Any) -> Any:
        """(parameters, gradients[, scales, size]) to learn in this step; by default all of them."""
        return self.parameters()

    def updateParameters(self: Any, learningRate: float) -> None:
        """parameters = parameters - learningRate * scale * gradients."""
        parameters, gradients, scales, _ = sparse_parameters(self)
        for key, parameter in parameters.items() if parameters is not None else ():
            scale = given(scales.get(key) if scales is not None else None, 1)
            parameter.add(-learningRate * scale, gradients[key])

    def zeroGradParameters(self: Any) -> None:
        """Sets the gradients to zero."""
        gradients = sparse_parameters(self)[1]
        for gradient in gradients.values() if gradients is not None else ():
            gradient.zero()

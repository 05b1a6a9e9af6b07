"""What dpnn adds to nn.Container."""

from __future__ import annotations

from typing import Any

from ...table import Table
from .sparse import sparse_parameters


class ContainerMethods:
    """Several modules added at once, and the sparse parameters of all of them."""

    def extend(self: Any, *modules: Any) -> Any:
        """Adds several modules; returns this container."""
        for module in modules:
            self.add(module)
        return self

    def sparseParameters(self: Any) -> tuple[Table, Table, Table, int]:
        """The sparse parameters of all modules, numbered on: (parameters, gradients, scales, size)."""
        parameters, gradients, scales = Table(), Table(), Table()
        size = 0
        for module in self.modules.array_values():
            mine, slopes, factors, count = sparse_parameters(module)
            if mine is None:
                continue
            for key, parameter in mine.items():
                parameters[size + key] = parameter
                gradients[size + key] = slopes[key]
                scales[size + key] = factors.get(key) if factors is not None else None
            size += len(mine) if count is None else int(count)
        return parameters, gradients, scales, size

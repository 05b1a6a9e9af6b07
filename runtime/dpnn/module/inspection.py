"""What a module tells of itself (dpnn's outside, accept, checkParameters, extrapolateType)."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from ...errors import TorchError
from ...table import Table


class Inspection:
    """Sizes, visitors, broken parameters, the tensor type."""

    def outside(self: Any, insize: Any) -> Any:
        """The size of the output for a random input of size `insize` (a Table, list or LongStorage)."""
        from ...torch import randn

        if isinstance(insize, Table):
            insize = insize.array_values()
        input = randn(*insize) if isinstance(insize, (list, tuple)) else randn(insize)
        return self.updateOutput(input).size()

    def accept(self: Any, visitor: Any) -> None:
        """Calls ``visitor.visit(self)`` (in Lua ``visitor:visit(self)``)."""
        if isinstance(visitor, Table):
            visitor["visit"](visitor, self)
        else:
            visitor.visit(self)

    def checkParameters(self: Any) -> None:
        """An error if a parameter holds NaN."""
        found = self.parameters()
        parameters = found[0] if isinstance(found, tuple) else found
        for key, parameter in parameters.items() if parameters is not None else ():
            if math.isnan(parameter.sum()):
                raise TorchError(f"NaN Error for param at index{key}")

    def extrapolateType(self: Any) -> Any:
        """The type that most of the parameters have; None without parameters."""
        found = self.parameters()
        parameters = found[0] if isinstance(found, tuple) else found
        if not parameters:
            return None
        return Counter([p._typename for p in parameters.array_values()]).most_common(1)[0][0]

"""What dpnn adds to nn.LookupTable."""

from __future__ import annotations

from typing import Any

from ...nn.simple.common import given


class LookupTableMethods:
    """The norms of embeddings."""

    def maxParamNorm(self: Any, maxOutNorm: float | None = None, maxInNorm: float | None = None) -> None:
        """Cuts columns down to the norm `maxOutNorm`, rows to `maxInNorm`. One given alone counts for the columns."""
        own = (vars(self).get("maxOutNorm"), maxOutNorm, vars(self).get("maxInNorm"), maxInNorm)
        maxOutNorm = next((norm for norm in own if given(norm, None) is not None), None)
        if maxOutNorm is not None and maxOutNorm > 0:
            self.weight.renorm(2, 2, maxOutNorm)
        maxInNorm = given(maxInNorm, None)
        if maxInNorm is not None and maxInNorm > 0:
            self.weight.renorm(2, 1, maxInNorm)

"""An identity whose gradient is a copy (nn.CopyGrad)."""

from __future__ import annotations

from typing import Any

from ...nn.simple.common import copied
from ...nn.simple.identity import Identity
from ...registry import register
from ...tensor import TensorCore


@register("nn.CopyGrad")
class CopyGrad(Identity):
    """output is the input itself, gradInput a copy of gradOutput (a tensor)."""

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if not isinstance(self.gradInput, TensorCore):
            self.gradInput = type(gradOutput)()
        copied(self.gradInput, gradOutput)
        return self.gradInput

"""Layer normalisation (nn.LayerNormalization)."""

from __future__ import annotations

import math
from typing import Any

from ...registry import register
from ..container.concat_table import ConcatTable
from ..container.sequential import Sequential
from ..simple.add import Add
from ..simple.cmul import CMul
from ..simple.identity import Identity
from ..simple.mean import Mean
from ..simple.normalize import Normalize
from ..simple.replicate import Replicate
from ..table.c_sub_table import CSubTable
from ..transfer.mul_constant import MulConstant


@register("nn.LayerNormalization")
class LayerNormalization(Sequential):
    """Normalises each sample of (batch x nOutput) over its features, then scales and shifts them.

    `bias` is the initial shift (0); `affine` false leaves both out. It is a Sequential of other modules.
    """

    def __init__(self, nOutput: int, bias: float | None = None, eps: float | None = None, affine: Any = None) -> None:
        super().__init__()
        mean = Sequential().add(Mean(1, 1)).add(Replicate(nOutput, 1, 1))
        self.add(ConcatTable().add(Identity()).add(mean))
        self.add(CSubTable())
        self.add(Normalize(2, 1e-10 if eps is None else eps))
        self.add(MulConstant(math.sqrt(nOutput)))
        if affine is None or affine:
            shift = Add(nOutput, False)
            shift.bias.fill(0 if bias is None else bias)
            gain = CMul(nOutput)
            gain.weight.fill(1)
            self.add(gain)
            self.add(shift)

"""Looked-up vectors in which 0 stands for padding (nn.LookupTableMaskZero)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...nn.simple.lookup_table import LookupTable
from ...registry import register
from ...storage import copy_into


@register("nn.LookupTableMaskZero")
class LookupTableMaskZero(LookupTable):
    """As nn.LookupTable, but number 0 gives a vector of zeros.

    `weight` has nIndex + 1 rows; the first, for 0, is made zero before each use.
    """

    def __init__(self, nIndex: int, nOutput: int) -> None:
        super().__init__(nIndex + 1, nOutput)

    def updateOutput(self, input: Any) -> Any:
        self.weight.array[0] = 0
        return super().updateOutput(self._raised(input))

    def _raised(self, input: Any) -> Any:
        """The numbers, each one higher, in a tensor of this module."""
        fields = vars(self)
        raised: Any = fields.get("__input")
        if type(raised) is not type(input):
            raised = fields["__input"] = type(input)()
        array = raised.resize_array(input._size)
        copy_into(array, input.array)
        np.add(array, 1, out=array)
        return raised

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = 1) -> None:
        super().accGradParameters(vars(self)["__input"], gradOutput, 1 if scale is None else scale)

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        vars(self).pop("__input", None)
        return super().type(type, tensorCache)

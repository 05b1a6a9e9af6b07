"""Cut below a threshold (nn.Threshold)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import TorchError
from ...kernels.native import rectify as native
from ...kernels.onednn import pointwise
from ...printing import lua_tostring
from ...registry import register
from .elementwise import Elementwise, boolean_flag
from .select import choose, keep


@register("nn.Threshold")
class Threshold(Elementwise):
    """output = input where input > threshold, else `val`. In place on request."""

    _by_element = True

    threshold: Any = None
    val: Any = None

    def __init__(self, th: float | None = None, v: float | None = None, ip: bool | None = None) -> None:
        super().__init__()
        self.threshold = 1e-6 if th is None else th
        self.val = 0 if v is None else v
        if _not_number(th) or _not_number(v):
            raise TorchError("nn.Threshold(threshold, value)")
        self.inplace = boolean_flag(ip)
        self.validateParameters()

    def _forward(self, x: Any, out: Any) -> None:
        threshold, value = self.threshold, self.val
        if threshold == value:
            np.fmax(x, value, out=out)  # of NaN, too, fmax gives the value
            return
        above = x > threshold
        if value == 0:
            keep(above, x, out)
            return
        low = np.empty_like(x)
        choose(above, 0, value, low)
        keep(above, x, out)
        np.add(out, low, out=out)

    def _backward(self, x: Any, g: Any, out: Any) -> None:
        keep(x > self.threshold, g, out)

    def _forward_all(self, x: Any, out: Any) -> None:
        plain = self.threshold == 0 and self.val == 0
        if not plain or not (native.rectify(x, out) or pointwise.rectify(x, out)):
            super()._forward_all(x, out)

    def _backward_all(self, r: Any, g: Any, out: Any) -> None:
        if self.threshold == 0 and native.keep_above_zero(r, g, out):
            return
        if self.threshold != 0 or not pointwise.keep_above_zero(r, g, out):
            super()._backward_all(r, g, out)
        elif out.max() != out.max():  # an infinite gradient of what was cut off
            super()._backward_all(r, out, out)

    def updateOutput(self, input: Any) -> Any:
        if self.inplace:
            self.validateParameters()
        return super().updateOutput(input)

    def validateParameters(self) -> None:
        """Refuses what backward could not undo in place: a value above the threshold."""
        if self.inplace is None:
            self.inplace = False
        if self.inplace and self.val > self.threshold:
            raise TorchError(
                f"in-place processing requires value ({lua_tostring(self.val)}) "
                f"not exceed threshold ({lua_tostring(self.threshold)})"
            )

    def _upgrade(self, version: int, typename: str) -> None:
        fields = vars(self)
        fields.setdefault("threshold", 1e-6)
        fields.setdefault("val", 0)
        fields.setdefault("inplace", False)


def _not_number(value: Any) -> bool:
    return value is not None and (isinstance(value, bool) or not isinstance(value, (int, float)))

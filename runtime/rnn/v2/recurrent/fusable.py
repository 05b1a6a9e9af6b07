"""Recurrent modules of torch/rnn whose steps are computed as a whole, as long as nothing was changed in them."""

from __future__ import annotations

from typing import Any

from ....tensor import TensorCore
from ...recurrent.fusable_recurrent import FusableRecurrent
from .abstract_recurrent import AbstractRecurrent


class Fusable(FusableRecurrent, AbstractRecurrent):
    """A subclass also has `_updateOutput`, which runs the step module. With a zero mask that is what runs."""

    def _fusable_class(self) -> type:
        return Fusable

    def _find_fusion(self) -> Any:
        own = type(self)._updateOutput
        if not own.__module__.startswith("runtime.") or "_updateOutput" in vars(self):
            self._sequences = False
            return None
        return super()._find_fusion()

    def updateOutput(self, input: Any) -> Any:
        if isinstance(self.zeroMask, TensorCore):
            return AbstractRecurrent.updateOutput(self, input)
        return FusableRecurrent.updateOutput(self, input)

    def _fused(self) -> Any:
        return None if isinstance(self.zeroMask, TensorCore) else super()._fused()

    def _run_modules(self, input: Any) -> Any:
        return AbstractRecurrent.updateOutput(self, input)

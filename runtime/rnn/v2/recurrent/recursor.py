"""Any module as a recurrent one (nn.Recursor of torch/rnn)."""

from __future__ import annotations

from typing import Any

from ....tensor import TensorCore
from ...module import max_bptt_step
from ...module.children import children
from ...module.masks import set_start_state
from ...recurrent.recursor_steps import RecursorSteps
from ..declare import recurrent
from .abstract_recurrent import AbstractRecurrent


@recurrent("nn.Recursor")
class Recursor(RecursorSteps, AbstractRecurrent):
    """Runs a clone of a module for each step; recurrent modules in it are shared by all steps."""

    def _stepping_class(self) -> type:
        return Recursor

    def _by_layers(self) -> bool:
        plain = "_updateOutput" not in vars(self) and type(self)._updateOutput is Recursor._updateOutput
        return plain and not isinstance(self.zeroMask, TensorCore) and super()._by_layers()

    def _updateOutput(self, input: Any) -> Any:
        return self._next_module().updateOutput(input)

    def maxBPTTstep(self, seqlen: int) -> None:
        self.seqlen = seqlen
        for module in children(self):
            max_bptt_step(module, seqlen)

    def setStartState(self, *args: Any) -> None:
        """What sequences start from, in the form of the module's hidden state."""
        set_start_state(self.modules[1], *args)

    _lua_methods = {"_updateOutput": _updateOutput}

"""A sequence module that reads backwards (nn.ReverseUnreverse)."""

from __future__ import annotations

from typing import Any

from ....errors import TorchError
from ....nn.container.decorator import Decorator
from ....nn.simple.common import buffer, require
from ....tensor import TensorCore
from ...module.masks import set_zero_mask
from ...names import is_type_of
from ...recurrent.lstm_gates import sequence
from ..declare import torch_rnn
from ..simple.reverse_sequence import ReverseSequence


def is_seq(module: Any) -> bool:
    """Whether a module takes whole sequences: an AbstractSequencer, or one whose name begins with Seq."""
    name = getattr(module, "_typename", "")
    return is_type_of(module, "nn.AbstractSequencer") or "nn.Seq" in name and not name.endswith("nn.Seq")


@torch_rnn("nn.ReverseUnreverse")
class ReverseUnreverse(Decorator):
    """Reverses the input of a sequence module, and its output; the zero mask too."""

    def __init__(self, sequencer: Any = None) -> None:
        require(is_seq(sequencer), "Expecting AbstractSequencer or SeqLSTM or SeqGRU at arg 1")
        super().__init__(sequence(ReverseSequence(), sequencer, ReverseSequence()))

    def setZeroMask(self, zeroMask: Any = None) -> None:
        """The mask, steps x batch, of sequences as they come in."""
        require(isinstance(zeroMask, TensorCore) and len(zeroMask._size) >= 2, "assertion failed!")
        buffer(self, "_zeroMask", zeroMask).resize_array(zeroMask._size)[...] = zeroMask.array[::-1]
        set_zero_mask(self.modules[1], self._zeroMask)

    def reinforce(self, *_: Any) -> None:
        raise TorchError("Not implemented")

    def clearState(self) -> Any:
        self._zeroMask = None
        return super().clearState()

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        self.clearState()
        return super().type(type, tensorCache)

    def getModule(self) -> Any:
        """The sequence module."""
        return self.modules[1].get(2)

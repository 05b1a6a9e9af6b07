"""A sequence read in both directions (nn.BiSequencer of torch/rnn, nn.SeqBLSTM, nn.SeqBGRU)."""

from __future__ import annotations

from typing import Any

from .... import nn
from ....nn.container.container import indented
from ....nn.container.decorator import Decorator
from ....nn.module import Module
from ...module.masks import require_module
from ...module.memory import remember as remember_in
from ...recurrent.lstm_gates import branches, sequence
from ...sequencer.abstract_sequencer import AbstractSequencer
from ..declare import torch_rnn
from ..sequence import SeqGRU, SeqLSTM
from .reverse_unreverse import ReverseUnreverse, is_seq
from .sequencer import Sequencer

_OTHER = ("forwardModule", "backwardModule", "mergeModule", "fwdSeq", "bwdSeq", "module")


def backward_twin(name: str, forward: Any, backward: Any) -> Any:
    """The module that reads backwards: the given one, or a copy of the other with new parameters."""
    require_module(forward, f"{name}: expecting nn.Module instance at arg 1")
    if backward is None or backward is False:
        backward = forward.clone()
        backward.reset()
    require_module(backward, f"{name}: expecting nn.Module instance or nil at arg 2")
    return backward


@torch_rnn("nn.BiSequencer", own=("modules",), other=_OTHER)
class BiSequencer(AbstractSequencer):
    """The outputs of `forward`, and of `backward` from the last step to the first, are joined by `merge`.

    That adds by default, and gets both whole sequences. Modules that do not take sequences are put into Sequencers.
    """

    def __init__(self, forward: Any = None, backward: Any = None, merge: Any = None) -> None:
        AbstractSequencer.__init__(self)
        backward = backward_twin("BiSequencer", forward, backward)
        merge = nn.CAddTable() if merge is None or merge is False else merge
        require_module(merge, "BiSequencer: expecting nn.Module instance or nil at arg 3")
        forward = forward if is_seq(forward) else Sequencer(forward)
        backward = backward if is_seq(backward) else Sequencer(backward)
        self.modules[1] = sequence(branches(forward, ReverseUnreverse(backward)), merge)

    #: In Lua a function of the class.
    @staticmethod
    def isSeq(module: Any) -> Any:
        """Whether a module takes whole sequences."""
        return is_seq(module) or None

    def getForward(self) -> Any:
        """The module that reads forwards."""
        return self.get(1).get(1).get(1)

    def getBackward(self) -> Any:
        """The module that reads backwards."""
        return self.get(1).get(1).get(2).getModule()

    def remember(self, remember: str | None = None) -> Any:
        """When the forward direction goes on from the last sequence; the other never does. Returns self."""
        remember_in(self.getForward(), remember)
        remember_in(self.getBackward(), "neither")
        return self


Decorator.decorate(BiSequencer)


def _to_string(self: Any) -> str:
    net = self.get(1)
    parts = (("forward:  ", self.getForward()), ("backward: ", self.getBackward()), ("merge:    ", net.get(2)))
    lines = [f"{name}{indented(repr(module), '    |    ')}" for name, module in parts]
    return "\n  ".join([f"{self._typename} {{", *lines]) + "\n}"


BiSequencer.__tostring__ = _to_string  # type: ignore[method-assign]


@torch_rnn("nn.SeqBLSTM")
class SeqBLSTM(BiSequencer):
    """An nn.SeqLSTM in each direction; the last argument is `merge`, the one before may be left out."""

    def __init__(self, inputsize: int, hiddensize: int, outputsize: Any = None, merge: Any = None) -> None:
        if isinstance(outputsize, Module):
            outputsize, merge = None, outputsize
        super().__init__(SeqLSTM(inputsize, hiddensize, outputsize), None, merge)


@torch_rnn("nn.SeqBGRU")
class SeqBGRU(BiSequencer):
    """An nn.SeqGRU in each direction."""

    def __init__(self, inputsize: int, outputsize: int, merge: Any = None) -> None:
        super().__init__(SeqGRU(inputsize, outputsize), None, merge)

"""A sequence read in both directions (nn.BiSequencer)."""

from __future__ import annotations

from typing import Any

from ... import nn
from ...dpnn.simple import ReverseTable
from ...errors import TorchError
from ...nn.container.decorator import Decorator
from ...nn.module import Module
from ...registry import register
from ...table import Table
from ..recurrent.lstm_gates import branches, sequence
from .abstract_sequencer import AbstractSequencer
from .sequencer import Sequencer


def backward_twin(name: str, forward: Any, backward: Any) -> Any:
    """The module that reads backwards: the given one, or a copy of the other with new parameters."""
    if not isinstance(forward, Module):
        raise TorchError(f"{name}: expecting nn.Module instance at arg 1")
    if not backward:
        backward = forward.clone()
        backward.reset()
    if not isinstance(backward, Module):
        raise TorchError(f"{name}: expecting nn.Module instance at arg 2")
    return backward


def merge_module(name: str, merge: Any) -> Any:
    """The module that joins both outputs of a step; a number is the dimension to join."""
    if merge is None or isinstance(merge, (int, float)) and not isinstance(merge, bool):
        return nn.JoinTable(1, 1 if merge is None else int(merge))
    if isinstance(merge, Module):
        return merge
    raise TorchError(f"{name}: expecting nn.Module or number instance at arg 3")


@register("nn.BiSequencer")
class BiSequencer(AbstractSequencer):
    """Input and output are tables of steps. The outputs of `forward`, and of `backward` from the last step

    to the first, are joined step by step by `merge` (by default nn.JoinTable along the first dimension).
    """

    def __init__(self, forward: Any, backward: Any = None, merge: Any = None) -> None:
        backward = backward_twin("BiSequencer", forward, backward)
        super().__init__()
        self.forwardModule = forward
        self.backwardModule = backward
        self.mergeModule = merge_module("BiSequencer", merge)
        self.fwdSeq = Sequencer(self.forwardModule)
        self.bwdSeq = Sequencer(self.backwardModule)
        self.mergeSeq = Sequencer(self.mergeModule)
        reversed_ = sequence(ReverseTable(), self.bwdSeq, ReverseTable())
        self.output = Table()
        self.gradInput = Table()
        self.module = sequence(branches(self.fwdSeq, reversed_), nn.ZipTable(), self.mergeSeq)
        self.modules[1] = self.module


Decorator.decorate(BiSequencer)

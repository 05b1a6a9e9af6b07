"""A module applied to each step of a sequence (nn.Sequencer)."""

from __future__ import annotations

from typing import Any

from ...dpnn.fields import field_names
from ...errors import TorchError
from ...nn.module import Module
from ...registry import register
from ...table import Table
from ..names import is_type_of
from ..recurrent import Recursor
from .abstract_sequencer import AbstractSequencer
from .sequencer_steps import SequencerSteps


def as_recurrent(module: Any) -> Any:
    """A module that takes one step a call: itself, or a Recursor around it."""
    return module if is_type_of(module, "nn.AbstractRecurrent") else Recursor(module)


@register("nn.Sequencer")
class Sequencer(SequencerSteps):
    """Input and output are sequences: tables of steps, or tensors whose first dimension is time.

    Each sequence starts afresh unless `remember` says otherwise.
    """

    def __init__(self, module: Any) -> None:
        AbstractSequencer.__init__(self)
        if not isinstance(module, Module):
            raise TorchError("Sequencer: expecting nn.Module instance at arg 1")
        self.module = as_recurrent(module)
        self._begin(self.module)
        self.dpnn_mediumEmpty = Table([*field_names(self, "dpnn_mediumEmpty"), "_output"])

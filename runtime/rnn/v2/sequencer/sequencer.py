"""A module applied to each step of a sequence (nn.Sequencer of torch/rnn)."""

from __future__ import annotations

from typing import Any

from ...module.masks import require_module
from ...names import is_type_of
from ...sequencer.abstract_sequencer import AbstractSequencer
from ...sequencer.sequencer_steps import SequencerSteps
from ..declare import torch_rnn
from ..recurrent import Recursor


def as_recurrent(module: Any) -> Any:
    """A module that takes one step a call: itself, or a Recursor around it."""
    return module if is_type_of(module, "nn.AbstractRecurrent") else Recursor(module)


@torch_rnn("nn.Sequencer", own=("modules",), other=("module",))
class Sequencer(SequencerSteps):
    """Input and output are sequences: tables of steps, or tensors whose first dimension is time.

    Each sequence starts afresh unless `remember` says otherwise. A zero mask is for one sequence.
    """

    def __init__(self, module: Any = None) -> None:
        AbstractSequencer.__init__(self)
        require_module(module, "Sequencer: expecting nn.Module instance at arg 1")
        self._begin(as_recurrent(module))

    @property
    def module(self) -> Any:  # type: ignore[override]
        """The recurrent module."""
        return self.modules.get(1)

"""What losses of sequences share (nn.AbstractSequencerCriterion)."""

from __future__ import annotations

from typing import Any

from ....errors import TorchError
from ....nn.criterion.criterion import Criterion
from ....nn.simple.common import require
from ....table import Table
from ...module.masks import set_zero_mask
from ...names import is_type_of
from ..declare import torch_rnn
from ..masks import check_steps


@torch_rnn("nn.AbstractSequencerCriterion", own=("clones",), other=("criterion",))
class AbstractSequencerCriterion(Criterion):
    """Has a clone of a criterion for each step; the first is the criterion itself."""

    clones: Any
    sizeAverage: Any = False

    def __init__(self, criterion: Any = None, sizeAverage: bool | None = None) -> None:
        super().__init__()
        if is_type_of(criterion, "nn.ModuleCriterion"):
            raise TorchError(
                f"{self._typename} shouldn't decorate a ModuleCriterion. "
                "Instead, try the other way around : "
                f"ModuleCriterion decorates a {self._typename}. "
                "Its modules can also be similarly decorated with a Sequencer."
            )
        self.sizeAverage = False if sizeAverage is None else sizeAverage
        self.clones = Table([criterion])

    def getStepCriterion(self, step: int | None = None) -> Any:
        """The criterion of a step; a clone of the first is made when first asked for."""
        require(step, "expecting step at arg 1")
        found = self.clones.get(step)
        if found is None:
            found = self.clones[step] = self.clones[1].clone()
        return found

    def setZeroMask(self, zeroMask: Any = None) -> None:
        """The mask, steps x batch, of which each step's criterion gets its row; false for none."""
        if zeroMask is False:
            for criterion in self.clones.values():
                set_zero_mask(criterion, False)
            return
        for step in range(1, check_steps(zeroMask)._size[0] + 1):
            set_zero_mask(self.getStepCriterion(step), zeroMask.select(1, step))

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        for criterion in self.clones.values():
            criterion.type(type, tensorCache)
        return super().type(type, tensorCache)

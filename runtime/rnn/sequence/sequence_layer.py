"""What layers share whose input is a whole sequence of batches, in both packages called rnn."""

from __future__ import annotations

from typing import Any

from ...nn.module import Module
from ..kernels.scratch import Scratch
from ..sequencer.abstract_sequencer import remember_as

#: What is said where a state cannot go on from the last sequence.
OTHER_BATCH = {
    "c0": "batch sizes must be constant to remember states",
    "h0": "batch sizes must be the same to remember states",
}


class SequenceLayer(Module):
    """Goes back through a sequence once, whatever method is called first; may remember the last sequence's end."""

    __slots__ = ("_scratch",)
    _scratch: Scratch

    recompute_backward: Any = None
    _remember: Any = "neither"

    def __getstate__(self) -> dict:
        return dict(vars(self))

    def _sizes(self) -> tuple[int, int]:
        """Sizes of a step's input and output."""
        raise NotImplementedError

    def _part(self, rows: slice, columns: slice = slice(None)) -> tuple[Any, Any]:
        """A part of `weight` and of its gradient, None for one that the module lacks."""
        gradient = self.gradWeight
        fits = gradient is not None and gradient._size == self.weight._size
        return self.weight.array[rows, columns], gradient.array[rows, columns] if fits else None

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.recompute_backward:
            self.backward(input, gradOutput, 1)
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        if self.recompute_backward:
            self.backward(input, gradOutput, scale)

    def remember(self, remember: str | None = None) -> Any:
        """When to go on from the last sequence: in 'train'ing, 'eval'uation, 'both' (default), 'neither'."""
        return remember_as(self, remember)

    def training(self) -> None:
        if self.train is False:
            self.forget()
        super().training()

    def evaluate(self) -> None:
        if self.train is not False:
            self.forget()
        super().evaluate()

    def forget(self) -> Any:
        raise NotImplementedError


def flat(x: Any) -> Any:
    """Steps and batch as one dimension; a copy where x has holes."""
    return x.reshape(-1, x.shape[2])

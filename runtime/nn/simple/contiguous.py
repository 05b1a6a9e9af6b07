"""Makes its input contiguous (nn.Contiguous)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ..module import Module
from .common import copied


@register("nn.Contiguous")
class Contiguous(Module):
    """output is a view of the input if that is contiguous, else a copy; gradients likewise."""

    def updateOutput(self, input: Any) -> Any:
        return _packed(self.output, input)

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        return _packed(self.gradInput, gradOutput)


def _packed(target: Any, source: Any) -> Any:
    if source.is_contiguous():
        return target.set(source)
    if target._storage is source._storage:
        target.set()
    copied(target, source)
    return target

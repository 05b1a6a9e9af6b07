"""What all modules that take whole sequences share (nn.AbstractSequencer)."""

from __future__ import annotations

from typing import Any

from ...dpnn.module import shared_clone
from ...errors import TorchError
from ...nn.container.container import Container
from ...printing.number import lua_tostring
from ...registry import register

MODES = ("both", "eval", "train", "neither")


@register("nn.AbstractSequencer")
class AbstractSequencer(Container):
    """Base class of containers whose input is a sequence."""

    _remember: Any = None
    module: Any = None

    def getStepModule(self, step: Any = None) -> None:
        raise TorchError("DEPRECATED 27 Oct 2015. Wrap your internal modules into a Recursor instead")

    def sharedClone(
        self, shareParams: bool | None = None, shareGradParams: bool | None = None, clones: Any = None, *_: Any
    ) -> Any:
        """A copy that shares parameters and gradients."""
        return shared_clone(self, shareParams, shareGradParams, clones)

    def maxBPTTstep(self, rho: int) -> None:
        """Does nothing: a sequence is as long as it is."""

    def remember(self, remember: str | None = None) -> Any:
        """When to go on from the last sequence: in 'train'ing, 'eval'uation, 'both' (default), 'neither'."""
        return remember_as(self, remember)

    def hasMemory(self) -> bool:
        """Whether the coming sequence goes on from the last one."""
        return has_memory(self)


def remember_as(module: Any, remember: str | None) -> Any:
    """Sets `_remember` of a module; returns it."""
    module._remember = "both" if remember is None else remember
    if module._remember not in MODES:
        shown = module._remember if isinstance(module._remember, str) else lua_tostring(module._remember)
        raise TorchError(f"AbstractSequencer : unrecognized value for remember : {shown}")
    return module


def has_memory(module: Any) -> bool:
    """Whether a module that remembers is to go on from where it is, in the mode that it is in."""
    return module._remember in ("both", "eval" if module.train is False else "train")

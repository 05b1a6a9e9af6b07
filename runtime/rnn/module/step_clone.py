"""Clones of a module for the steps of a sequence (rnn's stepClone)."""

from __future__ import annotations

from typing import Any

from ...dpnn.module import shared_clone


def step_clone(module: Any, shareParams: bool | None = None, shareGradParams: bool | None = None) -> Any:
    """A copy of `module` for another step: parameters, gradients and recurrent modules are shared."""
    own = getattr(module, "stepClone", None)
    if own is not None:
        return own(shareParams, shareGradParams)
    return StepCloneMethod.stepClone(module, shareParams, shareGradParams)


class StepCloneMethod:
    """The same as a method of nn.Module."""

    def stepClone(self: Any, shareParams: bool | None = None, shareGradParams: bool | None = None) -> Any:
        """A copy for another step: parameters, gradients and recurrent modules are shared, buffers are not."""
        own = getattr(self, "sharedClone", None)
        if own is not None:
            return own(shareParams, shareGradParams, True)
        return shared_clone(self, shareParams, shareGradParams, True)

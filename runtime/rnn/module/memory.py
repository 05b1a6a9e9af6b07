"""What recurrent modules remember (rnn's Module.forget, remember, maxBPTTstep and setOutputStep)."""

from __future__ import annotations

from typing import Any

from .children import children


def forget(module: Any) -> Any:
    """Brings all memory in a module back to the start of a sequence."""
    own = getattr(module, "forget", None)
    return MemoryMethods.forget(module) if own is None else own()


def remember(module: Any, remember: str | None) -> Any:
    """Tells all sequencers in a module when to go on from the last sequence."""
    own = getattr(module, "remember", None)
    return MemoryMethods.remember(module, remember) if own is None else own(remember)


def set_output_step(module: Any, step: int) -> None:
    """Makes all recurrent modules in a module show their output of a step."""
    own = getattr(module, "setOutputStep", None)
    if own is None:
        MemoryMethods.setOutputStep(module, step)
    else:
        own(step)


def max_bptt_step(module: Any, rho: int) -> None:
    """Limits how many steps all recurrent modules in a module keep."""
    own = getattr(module, "maxBPTTstep", None)
    if own is None:
        MemoryMethods.maxBPTTstep(module, rho)
    else:
        own(rho)


class MemoryMethods:
    """The same as methods of nn.Module: each passes the call on to the modules that it contains."""

    def forget(self: Any) -> Any:
        """Forgets all steps: the next input is the first of a sequence. Returns self."""
        for module in children(self):
            forget(module)
        return self

    def remember(self: Any, remember: str | None = None) -> Any:
        """When sequencers go on from the last sequence: 'both', 'train', 'eval' or 'neither'. Returns self."""
        for module in children(self):
            _remember(module, remember)
        return self

    def setOutputStep(self: Any, step: int) -> None:
        """Makes recurrent modules show (as `output` and `gradInput`) what they gave at a step."""
        for module in children(self):
            set_output_step(module, step)

    def maxBPTTstep(self: Any, rho: int) -> None:
        """Sets how many steps back-propagation goes back at most."""
        for module in children(self):
            max_bptt_step(module, rho)

    def backwardOnline(self: Any) -> None:
        """Does nothing: all modules go back step by step."""
        from ...console import lua_print

        lua_print("Deprecated Jan 6, 2016. By default rnn now uses backwardOnline, so no need to call this method")


_remember = remember

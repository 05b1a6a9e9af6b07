"""torch.Timer, and the clock that Lua reads."""

from runtime.timer import Timer, times

__all__ = ["Timer", "times"]

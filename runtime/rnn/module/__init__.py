"""What rnn adds to nn.Module: messages to the recurrent modules in a net, one subject a file."""

from .hidden import HiddenStateMethods, hidden
from .memory import MemoryMethods, forget, max_bptt_step, remember, set_output_step
from .step_clone import StepCloneMethod, step_clone

__all__ = [
    "HiddenStateMethods",
    "MemoryMethods",
    "StepCloneMethod",
    "forget",
    "hidden",
    "max_bptt_step",
    "remember",
    "set_output_step",
    "step_clone",
]

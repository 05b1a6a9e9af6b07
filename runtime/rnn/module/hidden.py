"""Hidden states of the recurrent modules in a net (rnn's getHiddenState and its kin)."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...table import Table
from .children import children, is_container


def hidden(module: Any, name: str, *args: Any) -> Any:
    """Calls one of the methods below of a module, whether it has it itself or not."""
    own = getattr(module, name, None)
    return getattr(HiddenStateMethods, name)(module, *args) if own is None else own(*args)


def _gather(module: Any, name: str, step: Any) -> Any:
    if not is_container(module):
        return None
    states = Table()
    for i, child in enumerate(children(module), 1):
        states[i] = hidden(child, name, step)
    return states


def _spread(module: Any, name: str, step: Any, states: Any) -> None:
    if not is_container(module):
        return
    if not isinstance(states, Table):
        raise TorchError("assertion failed!")
    for i, child in enumerate(children(module), 1):
        hidden(child, name, step, states.get(i))


class HiddenStateMethods:
    """Methods of nn.Module: a container's state is a table with the state of each module, where it has one."""

    def getHiddenState(self: Any, step: Any = None, *_: Any) -> Any:
        """What was handed on from a step to the next."""
        return _gather(self, "getHiddenState", step)

    def setHiddenState(self: Any, step: Any = None, hiddenState: Any = None, *_: Any) -> None:
        """Makes the next step start from a state of the given step, 0 for a start."""
        _spread(self, "setHiddenState", step, hiddenState)

    def getGradHiddenState(self: Any, step: Any = None, *_: Any) -> Any:
        """The gradient by the hidden state of a step."""
        return _gather(self, "getGradHiddenState", step)

    def setGradHiddenState(self: Any, step: Any = None, gradHiddenState: Any = None, *_: Any) -> None:
        """Gives the gradient by the hidden state of a step, that of the last for a start."""
        _spread(self, "setGradHiddenState", step, gradHiddenState)

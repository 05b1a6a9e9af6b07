"""Which of the two packages called rnn is meant: Element-Research's (with dpnn), or its successor torch/rnn, "v2".

Both define classes of the same Torch names. The environment variable LUABRIDGE_RNN decides for a process.
"""

from __future__ import annotations

import os

from . import registry

#: The fork's name, in the environment and in the registry.
V2 = "v2"
VARIABLE = "LUABRIDGE_RNN"
#: What the variable may hold, and the fork that it means.
_CHOICES = {"": None, "element-research": None, "v1": None, V2: V2}


def use(name: str | None = None) -> None:
    """From now on ``require 'rnn'`` and `nn` mean the package of this name: "v2", or Element-Research's with None.

    For a whole process, before it runs its first Lua script. ValueError for other names.
    """
    choice = (name or "").lower()
    if choice not in _CHOICES:
        raise ValueError(f"{VARIABLE}={name}: expected 'v2' for torch/rnn, or nothing for Element-Research's rnn")
    registry.prefer(_CHOICES[choice])


def use_environment() -> None:
    """As `use`, with what LUABRIDGE_RNN holds."""
    use(os.environ.get(VARIABLE))


def is_v2() -> bool:
    """Whether torch/rnn is meant."""
    return registry.preferred() == V2

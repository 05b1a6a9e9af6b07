"""A reward on its way to all modules that learn from it (dpnn's Module.reinforce)."""

from __future__ import annotations

from typing import Any

from ...table import Table


def reinforce(module: Any, reward: Any) -> None:
    """Hands `reward` to a module: to its own `reinforce`, or to the modules in it."""
    own = getattr(module, "reinforce", None)
    if own is not None:
        own(reward)
    else:
        reinforce_children(module, reward)


def reinforce_children(module: Any, reward: Any) -> None:
    """Hands `reward` to the modules in a container."""
    if isinstance(module.modules, Table):
        for child in module.modules.array_values():
            reinforce(child, reward)


class ReinforceMethod:
    """nn.Module's reinforce."""

    def reinforce(self: Any, reward: Any) -> None:
        """Tells all modules below the reward (one number a sample) of what they did in the last forward."""
        reinforce_children(self, reward)

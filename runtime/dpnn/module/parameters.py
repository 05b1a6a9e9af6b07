"""Flat parameters, those of hidden modules included (dpnn's getParameters)."""

from __future__ import annotations

from typing import Any

from ...nn.flatten import flatten
from ...nn.module import Module
from ...table import Table


def all_modules(root: Any) -> list[Any]:
    """`root` and all modules in its fields, in tables of these, and so on, parents first."""
    found, seen = [], set()
    todo = [root]
    while todo:
        value = todo.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, Module):
            found.append(value)
            parts = list(vars(value).values())
        else:
            parts = value.values()
        todo += [part for part in reversed(parts) if isinstance(part, (Module, Table))]
    return found


class AllParameters:
    """nn.Module's getParameters as dpnn has it."""

    def getParameters(self: Any) -> tuple[Any, Any]:
        """All parameters and all gradients as two flat tensors.

        Modules outside of `modules` are included, the copies that recurrent modules keep for example, so that
        what shares memory goes on sharing it.
        """
        parameters, gradients = Table(), Table()
        for module in all_modules(self):
            found = module.parameters()
            if found is None or found[0] is None:
                continue
            for target, tensors in zip((parameters, gradients), found):
                for tensor in tensors.array_values() if tensors is not None else ():
                    target.append(tensor)
        return flatten(parameters), flatten(gradients)

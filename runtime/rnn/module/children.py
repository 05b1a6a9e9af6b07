"""How a message reaches the recurrent modules in a net: each module passes it on to those it contains."""

from __future__ import annotations

from typing import Any

from ...table import Table


def children(module: Any) -> list[Any]:
    """The modules in a container; none for what is no container."""
    modules = getattr(module, "modules", None)
    return modules.array_values() if isinstance(modules, Table) else []


def is_container(module: Any) -> bool:
    return isinstance(getattr(module, "modules", None), Table)

"""The picture of parallel branches that nn.Concat, nn.ConcatTable, nn.Parallel ... print."""

from __future__ import annotations

from typing import Any

from .container import indented


def branches(container: Any) -> str:
    """``input`` and ``output`` with an arrow for each module between them."""
    modules = container.modules.array_values()
    lines = [f"{container._typename} {{", "  input"]
    for i, module in enumerate(modules, 1):
        arrow, margin = ("     `-> ", " " * 9) if i == len(modules) else ("    |`-> ", "    |    ")
        lines.append(f"{arrow}({i}): {indented(repr(module), margin)}")
    return "\n".join([*lines, "     ... -> output", "}"])

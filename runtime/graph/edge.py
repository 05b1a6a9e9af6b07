"""A directed edge (graph.Edge)."""

from __future__ import annotations

from typing import Any

from ..objects import TorchObject
from ..registry import register


@register("graph.Edge")
class Edge(TorchObject):
    """Leads from one node to another: fields `from`, `to` and `weight`."""

    def __init__(self, source: Any, target: Any, weight: Any = None) -> None:
        vars(self)["from"] = source
        self.to = target
        self.weight = weight

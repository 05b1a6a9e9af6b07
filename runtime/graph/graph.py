"""Directed graphs (graph.Graph)."""

from __future__ import annotations

from typing import Any

from ..errors import TorchError
from ..objects import TorchObject
from ..registry import register
from ..table import Table
from .drawing import todot


@register("graph.Graph")
class Graph(TorchObject):
    """`nodes` and `edges` list what was added and map each to its place, which also is a node's `id`."""

    def __init__(self) -> None:
        self.nodes = Table()
        self.edges = Table()

    def add(self, edge: Any) -> None:
        """Adds an edge with its two nodes, or a table of edges."""
        if isinstance(edge, (Table, list, tuple)):
            for one in edge.array_values() if isinstance(edge, Table) else edge:
                self.add(one)
            return
        if not isinstance(edge, TorchObject):
            raise TorchError("graph.Edge or {graph.Edges} expected")
        if edge not in self.edges:
            self.edges.append(edge)
            self.edges[edge] = len(self.edges)
        source, target = ends(edge)
        for node in (source, target):
            if node not in self.nodes:
                self.nodes.append(node)
                self.nodes[node] = len(self.nodes)
        source.add(target)
        source.id = self.nodes[source]
        target.id = self.nodes[target]

    def clone(self) -> Graph:
        """A graph of new nodes that share the data."""
        copy = type(self)()
        nodes = {node: type(node)(node.data) for node in self.nodes.array_values()}
        for edge in self.edges.array_values():
            source, target = ends(edge)
            copy.add(type(edge)(nodes[source], nodes[target]))
        return copy

    def reverse(self) -> tuple[Graph, Table]:
        """A graph of new nodes with all edges turned round, and the table of new nodes by old ones."""
        reversed_, nodes = self._reversed()
        return reversed_, Table(nodes)

    def _reversed(self) -> tuple[Graph, dict]:
        reversed_, nodes = type(self)(), {}
        for edge in self.edges.array_values():
            pair = ends(edge)
            for node in pair:
                if node not in nodes:
                    nodes[node] = type(node)(node.data)
            reversed_.add(type(edge)(nodes[pair[1]], nodes[pair[0]]))
        return reversed_, nodes

    def hasCycle(self) -> bool:
        roots = self.roots().array_values()
        return not roots or any(root.hasCycle() for root in roots)

    def topsort(self) -> tuple[Table, Graph, Table]:
        """The nodes with every source before its targets, the reversed graph, and the roots of that one.

        The order is that of a depth-first walk over the reversed graph.
        """
        reversed_, nodes = self._reversed()
        originals = {new: old for old, new in nodes.items()}
        roots = reversed_.roots()
        if len(roots) == 0:
            raise TorchError("Graph has cycles")
        order: list = []
        for root in roots.array_values():
            root.dfs_dirty(lambda node: order.append(originals[node]))
        for node in originals:
            node.visited = False
        if len(order) != len(self.nodes):
            raise TorchError("Graph has cycles")
        return Table(order), reversed_, roots

    def roots(self) -> Table:
        """The nodes that edges leave but none enters."""
        return self._only(0, 1)

    def leaves(self) -> Table:
        """The nodes that edges enter but none leaves."""
        return self._only(1, 0)

    def _only(self, here: int, not_here: int) -> Table:
        pairs = [ends(edge) for edge in self.edges.array_values()]
        others = {pair[not_here] for pair in pairs}
        found = {pair[here] for pair in pairs} - others
        return Table([node for node in self.nodes.array_values() if node in found])

    def todot(self, title: str | None = None) -> str:
        """The graph in graphviz's DOT language."""
        return todot(self, title)


def ends(edge: Any) -> tuple[Any, Any]:
    """The nodes that an edge leaves and enters."""
    fields = vars(edge)
    return fields["from"], fields["to"]

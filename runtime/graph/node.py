"""A node with its children, and walks over what is below it (graph.Node)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from ..objects import TorchObject
from ..printing.number import lua_tostring
from ..registry import register
from ..table import Table
from .edge import Edge
from .graph import Graph


@register("graph.Node")
class Node(TorchObject):
    """Holds `data`; `children` lists nodes and maps each to its place."""

    def __init__(self, data: Any = None, p: Any = None) -> None:
        self.data = data
        self.id = 0
        self.children = Table()
        self.visited = False
        self.marked = False

    def add(self, child: Any) -> None:
        """Adds a child, or a table of children; one that is there already is not added again."""
        if isinstance(child, (Table, list, tuple)):
            for one in child.array_values() if isinstance(child, Table) else child:
                self.add(one)
        elif child not in self.children:
            self.children.append(child)
            self.children[child] = len(self.children)

    def visit(self, pre_func: Callable | None = None, post_func: Callable | None = None) -> None:
        """Depth first from here: `pre_func` before the children of a node, `post_func` after them.

        The functions must mark nodes as `visited`, as those of dfs do.
        """
        stack: list[tuple[Any, Any]] = [(None, iter((self,)))]
        while stack:
            node, children = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                if post_func is not None and node is not None:
                    post_func(node)
            elif not child.visited:
                if pre_func is not None:
                    pre_func(child)
                stack.append((child, iter(child.children.array_values())))

    def dfs_dirty(self, func: Callable) -> Table:
        """Calls `func` on each node after its children; leaves them `visited` and returns them."""
        done: list = []

        def enter(node: Any) -> None:
            node.visited = True

        def leave(node: Any) -> None:
            func(node)
            done.append(node)

        self.visit(enter, leave)
        return Table(done)

    def dfs(self, func: Callable) -> None:
        """Depth first: calls `func` on each node, after its children."""
        for node in self.dfs_dirty(func).array_values():
            node.visited = False

    def bfs_dirty(self, func: Callable) -> Table:
        """Breadth first; leaves the nodes `marked` and returns them."""
        done, waiting = [], deque([self])
        self.marked = True
        while waiting:
            node = waiting.popleft()
            done.append(node)
            func(node)
            for child in node.children.array_values():
                if not child.marked:
                    child.marked = True
                    waiting.append(child)
        return Table(done)

    def bfs(self, func: Callable) -> None:
        """Breadth first: calls `func` on each node."""
        for node in self.bfs_dirty(func).array_values():
            node.marked = False

    def graph(self) -> Graph:
        """The Graph of all that can be reached from here; these nodes become its nodes."""
        graph = Graph()

        def build(node: Any) -> None:
            for child in node.children.array_values():
                graph.add(Edge(node, child))

        self.bfs(build)
        return graph

    def hasCycle(self) -> bool:
        """Whether a path from here leads back to one of its nodes."""
        open_nodes, done = {self}, set()
        stack = [(self, iter(self.children.array_values()))]
        while stack:
            node, children = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                open_nodes.discard(node)
                done.add(node)
            elif child in open_nodes:
                return True
            elif child not in done:
                open_nodes.add(child)
                stack.append((child, iter(child.children.array_values())))
        return False

    def label(self) -> str:
        """What is written into the node of a drawing."""
        data = self.data
        if isinstance(data, (int, float)) and not isinstance(data, bool):
            return lua_tostring(data)
        return data if isinstance(data, str) else repr(data)

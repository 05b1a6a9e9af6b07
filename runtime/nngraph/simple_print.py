"""Graphs drawn without the nodes that do nothing (nngraph.simple_print)."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from ..graph.drawing import graphvizFile


class _Shown:
    """What `graphvizFile` draws: the graph without its idle nodes."""

    def __init__(self, graph: Any) -> None:
        self.graph = graph

    def todot(self) -> str:
        return todot(self.graph)


def todot(graph: Any, title: str | None = None) -> str:
    """DOT text of a graph, of the modules that are no nn.Identity only."""
    nodes = graph.nodes.array_values()
    edges = [(node, child) for node in nodes for child in node.children.array_values()]
    for node in nodes:
        if not _counts(node):
            edges = _without(node, edges)
    parts = ["digraph G {\n", *([f'labelloc="t";\nlabel="{title}";\n'] if title else []), "node [shape = oval]; "]
    for node in nodes:
        if _counts(node):
            parts.append(f'\nn{int(node.id)}[label="Node{int(node.id)}\\n{node.label()}"];')
    parts.append("\n")
    parts += [f"n{int(source.id)} -> n{int(target.id)};\n" for source, target in edges]
    return "".join([*parts, "}"])


def _counts(node: Any) -> bool:
    module = node.data.get("module") if hasattr(node.data, "get") else None
    return module is not None and module._typename != "nn.Identity"


def _without(node: Any, edges: list) -> list:
    """The edges past a node that is left out: each that led to it goes on to each of its targets."""
    sources = [a for a, b in edges if b is node]
    targets = [b for a, b in edges if a is node]
    kept = [(a, b) for a, b in edges if a is not node and b is not node]
    return kept + [(a, b) for a in sources for b in targets]


def dot(graph: Any, title: str | None = None, fname: str = "graph") -> None:
    """Writes FNAME.dot and, where graphviz is installed, FNAME.svg."""
    Path(f"{fname}.dot").write_text(todot(graph, title), "latin-1")
    if shutil.which("dot") is not None:
        graphvizFile(_Shown(graph), "dot", f"{fname}.svg")

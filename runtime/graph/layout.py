"""Positions for drawing a graph's nodes (graph.graphvizLayout)."""

from __future__ import annotations

import shutil
import subprocess
from typing import Any

from ..errors import TorchError
from ..tensor import Tensor


def graphvizLayout(graph: Any, algorithm: str | None = None) -> Any:
    """The nodes' positions in the unit square, one row each, by graphviz's program `algorithm` (dot).

    Without graphviz: rows from top to bottom, each node below all that lead to it.
    """
    program = shutil.which(algorithm or "dot")
    if program is None:
        found = rows(graph)
    else:
        drawn = subprocess.run([program, "-Tplain"], input=graph.todot().encode("latin-1"), capture_output=True)
        if drawn.returncode:
            raise TorchError(f"graphviz layout failed: {drawn.stderr.decode('latin-1').strip()}")
        found = places(drawn.stdout.decode("latin-1"))
    positions = Tensor(len(graph.nodes), 2).zero()
    for number, x, y in found:
        positions.array[number - 1] = x, y
    return positions


def places(plain: str) -> list[tuple[int, float, float]]:
    """(id, x, y) of each node in graphviz's plain text, relative to the size of the drawing."""
    width = height = 1.0
    found = []
    for line in plain.splitlines():
        words = line.split()
        if words[:1] == ["graph"]:
            width, height = float(words[2]), float(words[3])
        elif words[:1] == ["node"]:
            found.append((int(words[1].removeprefix("n")), float(words[2]) / width, float(words[3]) / height))
    return found


def rows(graph: Any) -> list[tuple[int, float, float]]:
    """(id, x, y) of each node: its row is the longest way to it, and rows are filled evenly."""
    row: dict[Any, int] = {}
    for node in graph.topsort()[0].array_values():
        own = row.setdefault(node, 0)
        for child in node.children.array_values():
            row[child] = max(row.get(child, 0), own + 1)
    members: dict[int, list] = {}
    for node, number in row.items():
        members.setdefault(number, []).append(node)
    return [
        (int(node.id), (i + 0.5) / len(nodes), 1 - (number + 0.5) / len(members))
        for number, nodes in members.items()
        for i, node in enumerate(nodes)
    ]

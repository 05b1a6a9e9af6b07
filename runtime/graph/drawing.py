"""Graphs as DOT text, and as pictures where graphviz is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from ..errors import TorchError
from ..printing.number import lua_tostring


def _dotEscape(text: str) -> str:
    """`text` in quotes where it is more than letters."""
    if all(c.isascii() and c.isalpha() for c in text):
        return text
    return '"' + text.replace("\n", "\\n").replace('"', '\\"') + '"'


def _label(node: Any) -> str:
    name = node.graphNodeName() if hasattr(node, "graphNodeName") else f"Node{int(node.id)}"
    return f"{name}\n{node.label()}"


def _attributes(node: Any) -> list[tuple[str, str]]:
    """What a node says of its looks, sorted by name."""
    if not hasattr(node, "graphNodeAttributes"):
        return []
    return sorted((_text(key), _text(value)) for key, value in node.graphNodeAttributes().items())


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return lua_tostring(value) if isinstance(value, (int, float)) else str(value)


def _edges(graph: Any) -> list[tuple[int, int]]:
    pairs = [vars(edge) for edge in graph.edges.array_values()]
    return [(int(ends["from"].id), int(ends["to"].id)) for ends in pairs]


def todot(graph: Any, title: str | None = None) -> str:
    """The nodes and edges of a graph in graphviz's DOT language."""
    parts = ["digraph G {\n"]
    if title:
        parts.append(f'labelloc="t";\nlabel="{title}";\n')
    parts.append("node [shape = oval]; ")
    for node in graph.nodes.array_values():
        pairs = " ".join([f"{key}={_dotEscape(value)}" for key, value in _attributes(node)])
        more = f" {pairs}" if hasattr(node, "graphNodeAttributes") else ""
        parts.append(f"\nn{int(node.id)}[label={_dotEscape(_label(node))}{more}];")
    parts.append("\n")
    parts += [f"n{source} -> n{target};\n" for source, target in _edges(graph)]
    return "".join([*parts, "}"])


def plain_file(graph: Any) -> str:
    """The graph as graphviz writes it back, but without positions."""
    lines = ["digraph G {", "\tnode [shape=oval];"]
    for node in graph.nodes.array_values():
        pairs = sorted([*_attributes(node), ("label", _label(node))])
        shown = ", ".join([f"{key}={_dotEscape(value)}" for key, value in pairs])
        lines.append(f"\tn{int(node.id)}\t[{shown}];")
    lines += [f"\tn{source} -> n{target};" for source, target in _edges(graph)]
    return "\n".join([*lines, "}", ""])


def graphvizFile(graph: Any, algorithm: str | None, fname: str) -> None:
    """Draws a graph into a file whose suffix names the format (svg, png, dot ...); needs graphviz."""
    program = shutil.which(algorithm or "dot")
    if program is None:
        raise TorchError("graphviz library could not be loaded.")
    kind = Path(fname).suffix[1:]
    drawn = subprocess.run([program, f"-T{kind}"], input=graph.todot().encode("latin-1"), capture_output=True)
    if drawn.returncode:
        raise TorchError(f"graphviz layout failed: {drawn.stderr.decode('latin-1').strip()}")
    Path(fname).write_bytes(drawn.stdout)


def dot(graph: Any, title: str | None = None, fname: str | None = None) -> None:
    """Writes FNAME.dot and, where graphviz is installed, the picture FNAME.svg.

    Without graphviz the .dot file holds the graph without positions. A name is made up if none is given.
    """
    if fname is None:
        fname = tempfile.mkstemp(prefix="graph")[1]
    if shutil.which("dot") is None:
        Path(f"{fname}.dot").write_text(plain_file(graph), "latin-1")
        return
    for suffix in ("svg", "dot"):
        graphvizFile(graph, "dot", f"{fname}.{suffix}")

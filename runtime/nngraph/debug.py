"""Finding the node that fails, and names for nodes (nngraph.setDebug, annotateNodes, display)."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from ..graph import dot
from .checks import is_node
from .g_module import gModule

_WATCHED = ("runForwardFunction", "updateGradInput", "accGradParameters")
_originals = {name: getattr(gModule, name) for name in _WATCHED}


def setDebug(enable: bool) -> None:
    """While on, an error in a graph leaves a drawing of it with the failing node in red, NAME.dot (and .svg)."""
    for name, original in _originals.items():
        setattr(gModule, name, _watched(original) if enable else original)


def _watched(method: Any) -> Any:
    def call(self: Any, *args: Any) -> Any:
        try:
            return method(self, *args)
        except Exception:
            draw_failure(self)
            raise

    call.__doc__ = method.__doc__
    return call


def draw_failure(module: Any) -> str:
    """Draws the graph of `module` with the node that failed last in red; the name of the file without suffix."""
    count = len(module.innode.children) if module.nInputs is None else int(module.nInputs)
    name = module.name or f"nngraph_{count}in_{len(module.outnode.children)}out"
    if Path(f"{name}.svg").exists():
        name = f"{name}_{Path(tempfile.mktemp()).name}"
    plan = getattr(module, "_plan", None)
    text = marked(module.fg, name, plan and plan.failed)
    print(f"saving {name}.svg", file=sys.stderr)
    Path(f"{name}.dot").write_text(text, "latin-1")
    program = shutil.which("dot")
    if program is not None:
        subprocess.run([program, "-Tsvg", "-o", f"{name}.svg", f"{name}.dot"], check=True)
    return name


def marked(graph: Any, title: str | None, failed: Any) -> str:
    """DOT text of a graph with one node in red."""
    text = graph.todot(title)
    for node in graph.nodes.array_values() if failed is not None else ():
        if node.data is failed.data:
            return f"{text.rstrip().removesuffix('}')}n{int(node.id)}[style=filled, fillcolor=red];\n}}"
    return text


def annotateNodes(stackLevel: int | None = None) -> None:
    """Names the nodes held by the caller's local variables after them, unless they have a name."""
    frame = sys._getframe(1 if stackLevel is None else int(stackLevel))
    for name, value in frame.f_locals.items():
        if is_node(value) and value.data["annotations"].get("name") is None:
            value.annotate({"name": name})


def display(gmodule: Any) -> None:
    """Draws the graph of a module and opens the picture with the desktop's program."""
    name = tempfile.mkstemp(prefix="graph")[1]
    dot(gmodule.fg, name, name)
    opener = "open" if sys.platform == "darwin" else "xdg-open"
    subprocess.run([opener, f"{name}.svg"], check=False)

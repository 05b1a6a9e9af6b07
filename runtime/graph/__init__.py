"""Torch's graph package: directed graphs, topological order, DOT text (``graph.Graph``, ``graph.Node`` ...)."""

from .drawing import _dotEscape, dot, graphvizFile
from .edge import Edge
from .graph import Graph
from .layout import graphvizLayout
from .node import Node

__all__ = ["Edge", "Graph", "Node", "_dotEscape", "dot", "graphvizFile", "graphvizLayout"]

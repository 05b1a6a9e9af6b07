"""The nodes of a net's graph (nngraph.Node)."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import graph
from ..errors import TorchError
from ..objects import TorchObject
from ..printing.number import lua_tostring
from ..registry import register
from ..table import Table
from ..tensor import TensorCore
from ..tensor.default import default_name
from .labels import place
from .node_type import NODE


@register(NODE)
class Node(graph.Node):
    """Holds in `data` a module, or the selection of an element, and knows the order of its inputs.

    A node's children are its inputs. `data.mapindex` lists their data and maps each to its place.
    """

    def __init__(self, data: Any = None, p: Any = None) -> None:
        super().__init__(data if isinstance(data, Table) else Table(data or {}))
        for name in ("annotations", "mapindex", "reverseMap"):
            if self.data.get(name) is None:
                self.data[name] = Table()
        if self.data["annotations"].get("_debugLabel") is None:
            self.data["annotations"]["_debugLabel"] = place() or None

    def add(self, child: Any, domap: bool | None = None) -> None:
        """Adds an input; with `domap` its place among the inputs is kept."""
        super().add(child)
        if not domap:
            return
        index, data = self.data["mapindex"], child.data
        if data in index:
            raise TorchError("Don't pass the same input twice.")
        index.append(data)
        index[data] = len(index)
        if data.get("reverseMap") is None:  # a node of an old file
            data["reverseMap"] = Table()
        successors = data["reverseMap"]
        if self in successors:
            raise TorchError("this connection has already been made!")
        successors[self] = True

    def split(self, noutput: int) -> Any:
        """`noutput` nodes, each for one element of this node's output table; of one element: a single node."""
        if noutput == 1:
            from .just_element import JustElement

            return JustElement()(self)
        count = int(noutput)
        label = f"{self.data['annotations'].get('_debugLabel') or ''} split at {place('')}"
        kind = type(self)
        splitter = kind(Table({"nSplitOutputs": count, "annotations": Table({"_debugLabel": f"{label}-mnode"})}))
        splitter.add(self, True)
        own = self.data["annotations"].get("_debugLabel") or ""
        parts = []
        for i in range(1, count + 1):
            annotations = Table({"_debugLabel": f"{own}-{i}"})
            part = kind(Table({"selectindex": i, "input": Table(), "annotations": annotations}))
            part.add(splitter, True)
            parts.append(part)
        return tuple(parts)

    def annotate(self, annotations: Any = None, **more: Any) -> Any:
        """Keeps notes: `name`, `description`, `graphAttributes` for drawings; returns self."""
        for key, value in {**dict(annotations.items() if annotations is not None else ()), **more}.items():
            self.data["annotations"][key] = Table(value) if isinstance(value, dict) else value
        return self

    def __sub__(self, following: Any) -> Any:
        """``node - module``: the node of `module` applied to this one."""
        return following(self)

    def graphNodeName(self) -> str:
        name = self._annotations().get("name")
        return f"Node{int(self.id)}" if name is None else f"{name} ({int(self.id)})"

    def graphNodeAttributes(self) -> Any:
        annotations = self._annotations()
        if annotations.get("graphAttributes") is None:
            annotations["graphAttributes"] = Table()
        attributes = annotations["graphAttributes"]
        if attributes.get("tooltip") is None:
            attributes["tooltip"] = annotations.get("_debugLabel")
        return attributes

    def _annotations(self) -> Table:
        if self.data.get("annotations") is None:
            self.data["annotations"] = Table()
        return self.data["annotations"]

    def label(self) -> str:
        lines = []
        for key, value in self.data.items():
            if key == "mapindex":
                if len(value) > 1:
                    places = [_id(data) for data in value.array_values()]
                    lines.append(f"mapindex = {{{','.join(places)}}}")
            elif key not in ("forwardNodeId", "annotations"):
                lines.append(f"{key} = {_shown(value)}")
        description = self._annotations().get("description")
        return ("" if description is None else f"desc = {description}\\n") + "\\l".join(lines)


def _id(data: Any) -> str:
    number = data.get("forwardNodeId")
    return "Node" if number is None else f"Node{int(number)}"


def _shown(value: Any) -> str:
    """A value in a label: sizes of tensors, lists of tables, text of all else."""
    if isinstance(value, TensorCore):
        kind = "Tensor" if value._typename == default_name() else value._typename
        return f"{kind}[{'x'.join(map(str, value._size))}]{_flag(value.array)}"
    if isinstance(value, Table):
        return "{" + ",".join([_shown(child) for child in value.array_values()]) + "}"
    if isinstance(value, bool):
        return "true" if value else ""
    if isinstance(value, (int, float)):
        return lua_tostring(value)
    return (repr(value) if isinstance(value, TorchObject) else str(value)).replace("\n", "\\l")


def _flag(array: Any) -> str:
    """What is wrong with the numbers of a tensor."""
    if array.size == 0:
        return ""
    if bool(np.any(array != array)):
        return "NaN"
    if array.max() == np.inf:
        return "inf"
    return "-inf" if array.min() == -np.inf else ""

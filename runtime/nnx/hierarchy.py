"""The tree of an nn.SoftMaxTree in tensors."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..console import lua_print
from ..errors import TorchError
from ..tensor import IntTensor


class Hierarchy:
    """Indices of a tree given as a table: number of a node -> vector of the numbers of its children."""

    def __init__(self, table: Any, root: int) -> None:
        if not hasattr(table, "items"):
            raise TorchError("Expecting table at arg 2")
        families = {}
        for parent, children in table.items():
            if len(children._size) != 1:
                raise TorchError("Expecting table of 1D tensors at arg 2")
            families[int(parent)] = children.array.astype(np.int64)
        self.parents = list(families)
        self.sizes = [len(children) for children in families.values()]
        self.children = np.concatenate(list(families.values()))
        self.nChildNode = len(self.children)
        self.maxParentId, self.maxChildId = max(self.parents), int(self.children.max())
        self.maxNodeId = max(self.maxParentId, self.maxChildId)
        self.minNodeId = min(min(self.parents), int(self.children.min()))
        if self.minNodeId < 0:
            raise TorchError(f"nodeIds must must be positive: {self.minNodeId}")
        self._index()
        self._measure(root)

    def _index(self) -> None:
        """Where each node's children begin and how many there are, and each child's parent and place; -1: none."""
        self.parentChildren = np.full((self.maxParentId, 2), -1, np.int32)
        starts = np.cumsum([0, *self.sizes[:-1]]) + 1
        rows = np.array(self.parents) - 1
        self.parentChildren[rows, 0], self.parentChildren[rows, 1] = starts, self.sizes
        self.childParent = np.full((self.maxChildId, 2), -1, np.int32)
        self.childParent[self.children - 1, 0] = np.repeat(self.parents, self.sizes)
        self.childParent[self.children - 1, 1] = np.concatenate([np.arange(1, n + 1) for n in self.sizes])

    def _measure(self, root: int) -> None:
        """The most children, and the most nodes, that are met on a way from the root."""
        if root not in self.parents:
            raise TorchError(f"nn.SoftMaxTree: the root {root} has no children in the hierarchy")
        known = {root: (int(self.parentChildren[root - 1, 1]), 1)}
        for parent in self.parents:
            self._size(parent, known)
        self.maxFamilyPath, self.maxDept = (max(both) for both in zip(*(known[parent] for parent in self.parents)))

    def _size(self, node: int, known: dict[int, tuple[int, int]]) -> None:
        way = []
        while node not in known:
            way.append(node)
            node = int(self.childParent[node - 1, 0]) if node <= self.maxChildId else -1
            if node < 0 or node in way:
                raise TorchError(f"nn.SoftMaxTree: no way leads from node {way[0]} to the root")
        for below in reversed(way):
            above = known[node]
            known[below] = above[0] + int(self.parentChildren[below - 1, 1]), above[1] + 1
            node = below

    def fields(self) -> dict[str, Any]:
        """The fields of an nn.SoftMaxTree that describe its tree."""
        names = ("nChildNode", "minNodeId", "maxNodeId", "maxParentId", "maxChildId", "maxFamilyPath", "maxDept")
        numbers = {name: getattr(self, name) for name in names}
        numbers |= {"nParentNode": len(self.parents), "maxFamily": max(self.sizes)}
        arrays = {
            "childIds": self.children.astype(np.int32),
            "parentIds": np.array(self.parents, np.int32),
            "parentChildren": self.parentChildren,
            "childParent": self.childParent,
        }
        return numbers | {name: IntTensor.wrap(array) for name, array in arrays.items()}

    def describe(self) -> None:
        """Prints how many nodes there are."""
        lua_print("Hierachy has :")
        lua_print(f"{len(self.parents)} parent nodes")
        lua_print(f"{self.nChildNode} child nodes")
        lua_print(f"{self.nChildNode - len(self.parents)} leaf nodes")
        lua_print(f"node index will contain {self.maxNodeId} slots")
        if self.maxNodeId != self.nChildNode + 1:
            lua_print("Warning: Hierarchy has more nodes than Ids")
            lua_print("Consider making your nodeIds a contiguous sequence ")
            lua_print("in order to waste less memory on indexes.")

"""From nodes to a graph that can be run: both directions, the order, and checks that nothing is lost."""

from __future__ import annotations

from typing import Any

from ..errors import TorchError
from ..nn.utils import torch_type
from ..table import Table
from .checks import check_nodes, numbered
from .node import Node


def build(module: Any, inputs: Any, outputs: Any) -> None:
    """Sets the fields of a gModule that hold its graph."""
    outnode = Node(Table({"input": Table()}))
    for name, nodes in (("inputs", inputs), ("outputs", outputs)):
        if not isinstance(nodes, (Table, list, tuple)):
            raise TorchError(f"nn.gModule: {name} must be a table of nodes, not a {torch_type(nodes)}")
    for node in check_nodes(numbered(outputs), "outputs"):
        outnode.add(node, True)
    given = check_nodes(numbered(inputs), "inputs")
    innode = _joined(given)
    # the nodes were linked from the outputs to the inputs: the way of the gradients
    module.bg = outnode.graph()
    module.fg = module.bg.reverse()[0]
    module.innode = _start(module.fg.roots().array_values(), innode)
    module.outnode = outnode
    module.verbose = False
    module.nInputs = len(given)
    module.forwardnodes = module.fg.topsort()[0]
    module.backwardnodes = module.bg.topsort()[0]
    _check(module.forwardnodes.array_values())


def _joined(inputs: list) -> Any:
    """A node in front of all inputs, which takes the table of them apart."""
    innode = Node(Table({"input": Table()}))
    if not inputs:
        raise TorchError("no inputs are not supported")
    if len(inputs) == 1:
        inputs[0].add(innode, True)
        return innode
    splits = innode.split(len(inputs))
    for node in inputs:
        if len(node.children):
            raise TorchError("an input should have no inputs")
    for node, part in zip(inputs, splits):
        node.add(part, True)
    return innode


def _start(roots: list, innode: Any) -> Any:
    """The root that is the input; others may only be parameters (nnop.Parameters)."""
    found = [root for root in roots if root.data is innode.data]
    for root in roots:
        if root.data is innode.data:
            continue
        if len(roots) == 1:
            raise TorchError("expecting the forward innode")
        module = root.data.get("module")
        if module is None:
            raise TorchError("Expected nnop.Parameters node, module not found in node")
        if module._typename != "nnop.Parameters":
            raise TorchError(f"Expected nnop.Parameters node, found : {module._typename}")
    if len(found) != 1:
        raise TorchError("input node not found among roots")
    return found[0]


def _check(nodes: list) -> None:
    """Every element of a split is used, and every node leads to the output."""
    position = {id(node.data): i for i, node in enumerate(nodes)}
    for i, node in enumerate(nodes):
        data = node.data
        wanted, used = data.get("nSplitOutputs"), len(node.children)
        if wanted is not None and wanted != used:
            label = data["annotations"].get("_debugLabel")
            raise TorchError(
                f"{int(wanted) - used} of split({int(wanted)}) outputs from the node declared at {label} are unused"
            )
        for successor in data["reverseMap"]:
            if position.get(id(successor.data), -1) <= i:
                label = successor.data["annotations"].get("_debugLabel")
                raise TorchError(f"node declared on {label} does not connect to gmodule output")
        data["forwardNodeId"] = node.id

"""Modules called with nodes give nodes: ``module(node)``, ``module()``, ``-module``, ``node - module``."""

from __future__ import annotations

from typing import Any

from ..errors import TorchError
from ..nn.criterion import Criterion
from ..nn.module import Module
from ..nn.utils import torch_type
from ..table import Table
from .checks import check_nodes, expecting_node, is_node, numbered
from .module_from_criterion import ModuleFromCriterion
from .node import Node


def module_node(module: Any, *inputs: Any) -> Any:
    """The node of `module`, with a node or a table of nodes as its inputs (none: an input of the graph)."""
    if len(inputs) > 1:
        raise TorchError("Use {input1, input2} to pass multiple inputs.")
    node = Node(Table({"module": module}))
    if not inputs:
        return node
    given = inputs[0]
    if given is None:
        raise TorchError(expecting_node(None, "inputs", 1))
    listed = isinstance(given, (Table, list, tuple))
    if listed and not given:
        raise TorchError(
            "cannot pass an empty table of inputs. To indicate no incoming connections, leave the second set of "
            "parens blank."
        )
    for child in check_nodes(numbered(given) if listed else [given], "inputs"):
        node.add(child, True)
    return node


def criterion_node(criterion: Any, *inputs: Any) -> Any:
    """The node of a criterion, whose inputs are {prediction, target}."""
    return module_node(ModuleFromCriterion(criterion), *inputs)


def unary_minus(module: Any, *_: Any) -> Any:
    """``- module``: its node, without inputs."""
    return module_node(module)


def minus(previous: Any, following: Any) -> Any:
    """``node - module``: the module applied to the node."""
    if isinstance(following, Module):
        return module_node(following, previous)
    if not callable(following):
        raise TorchError(f"cannot apply a {torch_type(following)} to a node")
    return following(previous)


def install() -> None:
    """Teaches Python's calls and operators of modules about nodes; calls with data still run the module."""
    if getattr(Module.__call__, "_takes_nodes", False):
        return
    changed: Any = Module
    changed.__call__ = _either(Module.__call__, module_node)
    changed.__neg__, changed.__sub__ = unary_minus, minus
    changed = Criterion
    changed.__call__ = _either(Criterion.__call__, criterion_node)


def _either(run: Any, make: Any) -> Any:
    def call(self: Any, *args: Any, **named: Any) -> Any:
        if (not args and not named) or (args and _names_nodes(args[0])):
            return make(self, *args)
        return run(self, *args, **named)

    call._takes_nodes = True  # type: ignore[attr-defined]
    call.__doc__ = f"{run.__doc__}\n\n        With nodes (or nothing) in place of data: the node of this object."
    return call


def _names_nodes(value: Any) -> bool:
    """Whether a call's argument is meant as nodes: one, or a list that has one or holds modules by mistake."""
    if value is None or is_node(value) or isinstance(value, Module):
        return True
    if not isinstance(value, (Table, list, tuple)):
        return False
    values = numbered(value)
    return not values or any(is_node(one) or isinstance(one, Module) for one in values)

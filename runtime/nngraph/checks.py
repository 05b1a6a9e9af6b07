"""What may be passed as a node, and the errors about anything else."""

from __future__ import annotations

from typing import Any

from ..errors import TorchError
from ..nn.module import Module
from ..nn.utils import torch_type
from ..table import Table
from .node_type import NODE


def is_node(value: Any) -> bool:
    return getattr(value, "_typename", None) == NODE


def numbered(values: Any) -> list:
    """The values at 1..n of a table, n being the largest number among its keys; missing ones are None."""
    if isinstance(values, Table):
        keys = [key for key in values if isinstance(key, (int, float)) and not isinstance(key, bool) and key > 0]
        return [values.get(i) for i in range(1, int(max(keys, default=0)) + 1)]
    return list(values)


def check_nodes(values: list, name: str) -> list:
    """`values`, if all are nodes; `name` is what the error calls the list."""
    for i, value in enumerate(values, 1):
        if not is_node(value):
            raise TorchError(expecting_node(value, name, i))
    return values


def expecting_node(value: Any, name: str, index: int) -> str:
    """The text of the error about `value`, which is no node."""
    if value is None:
        return f"{name}[{index}] is nil (typo / bad index?)"
    if isinstance(value, Module):
        return (
            f"{name}[{index}] is an nn.Module, specifically a {value._typename}, but the only valid thing to pass is "
            "an instance of nngraph.Node. Did you forget a second set of parens, which convert a nn.Module to a "
            "nngraph.Node?"
        )
    return f"{name}[{index}] should be an nngraph.Node but is of type {torch_type(value)}"

"""Nested tables of nodes as one node (nngraph.nest)."""

from __future__ import annotations

from typing import Any

from ..errors import TorchError
from ..nn import Identity
from ..printing import lua_tostring
from ..table import Table
from .checks import check_nodes, is_node
from .just_table import JustTable


def nest(*args: Any) -> Any:
    """A node whose output is the given structure: a node itself, or (nested) lists of nodes."""
    if len(args) > 1:
        raise TorchError("Use {input1, input2} to pass multiple inputs.")
    if not args or args[0] is None:
        raise TorchError("Pass an input.")
    return _nest(args[0])


def _nest(value: Any) -> Any:
    if is_node(value):
        return value
    children = value.array_values() if isinstance(value, Table) else value
    if not isinstance(children, (list, tuple)) or not children:
        raise TorchError(f"what is this in the nest input? {_shown(value)}")
    if len(children) == 1:
        return JustTable()(check_nodes(list(children), "inputs")[0])
    return Identity()([_nest(child) for child in children])


def _shown(value: Any) -> str:
    return f"table: {id(value):#x}" if isinstance(value, (Table, list, tuple)) else lua_tostring(value)

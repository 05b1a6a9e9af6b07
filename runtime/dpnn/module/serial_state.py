"""What of a module goes into files (dpnn's serialMode and getSerialState; see nn.Serial)."""

from __future__ import annotations

from typing import Any

from ...nn.module import Module
from ...nn.simple.common import require
from ...table import Table
from ...tensor import TensorCore
from ..fields import field_names
from .parameters import all_modules


def _emptied(value: Any) -> Any:
    """What stands in a file for a field that is left out; only tables and tensors can be left out."""
    if isinstance(value, Table):
        return Table()
    return type(value)() if isinstance(value, TensorCore) else value


def _state_of(owner: Any, states: Any) -> Table:
    """A Table with the contents of a module or table, modules and tables in it likewise."""
    state = Table()
    left_out = field_names(owner, "dpnn_serialEmpty") if isinstance(owner, Module) else ()
    for key, value in list(vars(owner).items()) if isinstance(owner, Module) else owner.items():
        if key in left_out:
            state[key] = _emptied(value)
        elif isinstance(value, Module):
            state[key] = module_state(value, states)
        elif isinstance(value, Table):
            if states.get(value) is None:
                states[value] = _state_of(value, states)
            state[key] = states[value]
        else:
            state[key] = value
    return state


def module_state(module: Any, states: Any) -> Table:
    """The state of a module: what its own getSerialState says, if it has one."""
    own = getattr(module, "getSerialState", None)
    return SerialState.getSerialState(module, states) if own is None else own(states)


class SerialState:
    """Serialization modes: heavy (everything), medium (no outputs), light (no gradients either)."""

    def serialMode(self: Any, empty: Any = None) -> Any:
        """Fields named in the Table `empty` stay empty in files of this module and all modules in it."""
        require(isinstance(empty, (Table, list, tuple)), "Expecting table at arg 1")
        empty = empty if isinstance(empty, Table) else Table(empty)
        for module in all_modules(self):
            module.dpnn_serialEmpty = empty
        return self

    def heavySerial(self: Any) -> Any:
        """Files hold everything."""
        return SerialState.serialMode(self, Table())

    def mediumSerial(self: Any) -> Any:
        """Files leave out what a forward and backward pass fills anew (each class's dpnn_mediumEmpty)."""
        tables: dict[tuple[str, ...], Table] = {}  # one for all modules with the same list: files hold it once
        for module in all_modules(self):
            names = tuple(field_names(module, "dpnn_mediumEmpty"))
            module.dpnn_serialEmpty = tables.setdefault(names, Table(names))
        return self

    def lightSerial(self: Any) -> Any:
        """Files leave out the gradients of parameters too (each class's dpnn_lightEmpty)."""
        for module in all_modules(self):
            names = field_names(module, "dpnn_mediumEmpty") + field_names(module, "dpnn_lightEmpty")
            module.dpnn_serialEmpty = Table(names)
        return self

    def getSerialState(self: Any, states: Any = None) -> Table:
        """The fields as a Table, modules in them likewise; `dpnn_typename` names the class.

        `states` holds what was made of modules and tables so far.
        """
        states = Table() if states is None else states
        if states.get(self) is None:
            states[self] = state = _state_of(self, states)
            state["dpnn_typename"] = self._typename
        return states[self]

    def Serial(self: Any, tensortype: str | None = None) -> Any:
        """nn.Serial around this module."""
        from ..serial import Serial

        return Serial(self, tensortype)

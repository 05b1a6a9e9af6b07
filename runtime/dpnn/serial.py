"""A module that decides what of it goes into files (nn.Serial)."""

from __future__ import annotations

from typing import Any

from ..nn import Decorator
from ..nn.module import Module
from ..registry import lookup, register
from ..table import Table
from .module.serial_state import module_state


@register("nn.Serial")
class Serial(Decorator):
    """Does what its module does; files (and clones) of it hold only what the serialization mode says.

    See serialMode, mediumSerial, lightSerial. With `tensortype` ("torch.FloatTensor") files hold tensors of
    that type, whatever type the module has.
    """

    tensortype: Any = None

    def __init__(self, module: Any = None, tensortype: str | None = None) -> None:
        super().__init__(module)
        self.tensortype = tensortype
        if tensortype is not None:
            _require_type(tensortype)

    def write(self, file: Any) -> None:
        """Writes the state of the module to a torch.File."""
        state: Any = _revived(module_state(self, Table()))
        if self.tensortype is not None:
            Module.type(state, self.tensortype)
        file.writeObject(Table(vars(state)))

    def read(self, file: Any, version: int | None = None) -> None:
        """Reads what `write` wrote."""
        vars(self).update(file.readObject().items())


def _require_type(name: str) -> None:
    from ..errors import TorchError

    if not (name.startswith("torch.") and name.endswith("Tensor")):
        raise TorchError("Expecting tensortype (e.g. torch.LongTensor) at arg1")


def _revived(state: Table) -> Any:
    """Tables that name a class in `dpnn_typename`, at any depth, as objects of that class."""
    made: dict[int, Any] = {}
    todo = [state]

    def shell(value: Any) -> Any:
        if not isinstance(value, Table):
            return value
        if id(value) not in made:
            cls: Any = lookup(value.get("dpnn_typename") or "")
            made[id(value)] = Table() if cls is None else cls.__new__(cls)
            todo.append(value)
        return made[id(value)]

    result = shell(state)
    while todo:
        source = todo.pop()
        target = made[id(source)]
        fields = target if isinstance(target, Table) else vars(target)
        for key, value in source.items():
            fields[key] = shell(value)
    return result

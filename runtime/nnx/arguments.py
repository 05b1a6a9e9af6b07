"""Constructor arguments by name or in order, as the layers of nnx take them (xlua.unpack)."""

from __future__ import annotations

from typing import Any

from ..errors import TorchError
from ..table import Table

#: Stands for the default of an argument that must be given.
REQUIRED = object()


def set_fields(module: Any, args: tuple, options: dict, **params: Any) -> None:
    """Sets a field for each of `params` (name = default): from a Table of names, keywords, or values in order."""
    if len(args) == 1 and isinstance(args[0], Table) and not len(args[0]):
        given = {**dict(args[0].items()), **options}
    else:
        given = {**dict(zip(params, args)), **options}
    unknown = options.keys() - params.keys()
    if unknown:
        raise TorchError(f"{module._typename}: no argument is called {sorted(unknown)[0]}")
    for name, default in params.items():
        value = given.get(name)
        if value is None:
            value = default
        if value is REQUIRED:
            raise TorchError(f"{module._typename}: missing argument: {name}")
        setattr(module, name, value)

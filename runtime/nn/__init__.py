"""Torch's neural network classes under their own names: ``nn.Linear(10, 5)``.

Classes of dpnn, rnn and nngraph, which Torch puts into the same namespace, are found here too.
"""

from __future__ import annotations

from typing import Any

from . import utils
from .container import *
from .convolution import *
from .criterion import *
from .misc import *
from .module import Module
from .normalization import *
from .simple import *
from .table import *
from .transfer import *

#: What Lua's `nn` holds beside the classes.
LUA_MEMBERS = {"Jacobian": Jacobian, "SparseJacobian": SparseJacobian, "hessian": hessian, "tables": tables}


def __getattr__(name: str) -> Any:
    from ..extensions import load_all
    from ..registry import lookup

    load_all()
    found = lookup(f"nn.{name}")
    if found is None:
        raise AttributeError(f"nn has no class {name!r}")
    return found


def __dir__() -> list[str]:
    from ..registry import classes

    return sorted({n[3:] for n, _ in classes() if n.startswith("nn.")} | {"utils"})

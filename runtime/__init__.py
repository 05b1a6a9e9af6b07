"""Torch7's tensors and the classes of nn, dpnn and rnn on numpy and cupy.

``from runtime import torch, nn, optim``; `register` declares a class of your own under its Torch
name; `Table` is a Lua table.
"""

import importlib
import warnings
from typing import Any

from . import forks
from .errors import TorchError
from .objects import LuaFunction, TorchObject, UnknownObject
from .registry import lookup, register, typename
from .table import Table

__all__ = ["LuaFunction", "Table", "TorchError", "TorchObject", "UnknownObject", "lookup", "register", "typename"]

# Torch computes with infinities and NaN without comment; numpy would warn of each.
warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"runtime\.")

forks.use_environment()

_PACKAGES = ("nn", "optim", "torch")


def __getattr__(name: str) -> Any:
    if name in _PACKAGES:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, *_PACKAGES]

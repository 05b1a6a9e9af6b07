"""Torch7's tensors and the classes of nn, dpnn and rnn on numpy and cupy.

``from runtime import torch, nn, optim``; `register` declares a class of your own under its Torch
name; `Table` is a Lua table.
"""

from .errors import TorchError
from .objects import LuaFunction, TorchObject, UnknownObject
from .registry import lookup, register, typename
from .table import Table

__all__ = ["LuaFunction", "Table", "TorchError", "TorchObject", "UnknownObject", "lookup", "register", "typename"]

"""What Torch7 and its interpreter print: numbers, tensors, storages, tables; byte for byte."""

from .cformat import cformat
from .number import lua_tostring
from .table import lua_print, lua_print_repr
from .tensor import storage_tostring, tensor_tostring

__all__ = ["cformat", "lua_print", "lua_print_repr", "lua_tostring", "storage_tostring", "tensor_tostring"]

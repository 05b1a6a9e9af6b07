"""What the reader must know of a class in a file: how its objects are made and stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from runtime import extensions, registry
from runtime.objects import TorchObject, UnknownObject
from runtime.storage import Storage
from runtime.tensor.core import TensorCore

from .errors import T7Error
from .layouts import LAYOUTS, Layout

Resolve = Callable[[str], "type | None"]

#: How the objects of a class are stored.
TENSOR, STORAGE, FIELDS, STEPS, METHOD = range(5)


class ClassInfo:
    """One (class name, version) of a file, as the reader will treat it.

    `kind` is one of the five above; `cls` is None where no class of this name is known; `read` is a
    generator function for STEPS and Torch's ``read(self, file, version)`` for METHOD.
    """

    __slots__ = ("typename", "version", "bare", "cls", "kind", "read", "upgrade", "modern", "ambiguous")

    def __init__(self, typename: str, version: int, bare: bool, cls: type | None) -> None:
        self.typename, self.version, self.bare, self.cls = typename, version, bare, cls
        self.read: Any = None
        self.upgrade: Any = getattr(cls, "_upgrade", None)
        self.kind = self._kind()
        #: Whether another package has a class of this name too: the fields tell.
        self.ambiguous = registry.has_namesake(cls)
        #: Whether an object of this class is written with the very header it was read with.
        self.modern = not bare and (cls is None or (typename == cls._typename and version == class_version(cls)))

    def _kind(self) -> int:
        cls = self.cls
        if cls is None:
            layout = layout_of(self.typename, self.version)
            self.read = layout and layout.read
            return STEPS if layout else FIELDS
        if issubclass(cls, TensorCore):
            return TENSOR
        if issubclass(cls, Storage):
            return STORAGE
        self.read = getattr(cls, "read_t7", None)
        if self.read is not None:
            return STEPS
        self.read = own_method(cls, "read")
        if self.read is not None:
            return METHOD
        if not issubclass(cls, TorchObject):
            raise T7Error(f"class {self.typename} cannot be loaded: it is no TorchObject and has no read_t7")
        return FIELDS

    def make(self) -> Any:
        """An object without fields, made without running its constructor."""
        if self.cls is None:
            return UnknownObject(self.typename, self.version)
        return self.cls.__new__(self.cls)  # type: ignore[call-overload]


def own_method(cls: type, name: str) -> Any:
    """Torch's ``read`` or ``write`` of a class, if it does more than storing the fields."""
    method = getattr(cls, name, None)
    return None if getattr(method, "_plain_fields", False) else method


def class_version(cls: type) -> int:
    """The version that Torch gives to objects of this class (`_version`, 1 unless stated)."""
    return getattr(cls, "_version", 1)


def version_of(obj: TorchObject) -> int:
    """The version with which `obj` is written."""
    return obj.version if isinstance(obj, UnknownObject) else class_version(type(obj))


def typename_of(obj: Any) -> str:
    """The Torch name of the class of `obj`, whatever fields it has."""
    return obj._typename if isinstance(obj, UnknownObject) else type(obj)._typename


def layout_of(typename: str, version: int) -> Layout | None:
    """The stand-in layout of a class without a runtime class, if it has one of its own."""
    layout = LAYOUTS.get(typename)
    return layout if layout is not None and version >= layout.since else None


def lookup(typename: str) -> type | None:
    """The runtime's class of this Torch name; optional packages of classes are loaded for it."""
    found = registry.lookup(typename)
    if found is None:
        extensions.load_all()
        found = registry.lookup(typename)
    return found


def lookup_data(typename: str) -> type | None:
    """Only tensors and storages: what an inspection may instantiate."""
    found = registry.lookup(typename)
    return found if found is not None and issubclass(found, (TensorCore, Storage)) else None

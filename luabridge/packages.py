"""What Lua's namespaces (torch, nn, optim ...) hold, and which packages a script has loaded.

A class appears in its namespace once the package that defines it was required: `nn.LSTM` needs `require 'rnn'`.
"""

from __future__ import annotations

import functools
import types
from importlib import import_module, util
from pathlib import Path
from typing import Any

from runtime import forks, registry

from .describe import arity, may_give_nothing
from .dynamic import find_class

#: Packages whose table has another name in Lua.
_FOLDERS = {"dl": "dataload"}
ROCKS = Path(__file__).parent / "rocks"
#: Rocks that a file of the same name beside the script does not replace.
CORE = frozenset({"torch", "nn", "paths", "xlua", "sys", "trepl", "optim", "dpnn", "rnn", "nngraph"})


class Packages:
    """The packages that one Lua state has loaded."""

    def __init__(self, state: int) -> None:
        self.state = state
        self.loaded = {"torch"}

    def activate(self, name: str) -> None:
        """Loads runtime.<name>, and shows its classes and functions from now on."""
        if name not in self.loaded:
            module = import_module(f"runtime.{name}")
            self.loaded.add(name)
            hook = getattr(module, "activate", None)
            if hook is not None:
                hook()

    def find(self, namespace: str, key: str) -> tuple | None:
        """("class", Torch name), ("function", f, arity, may it give none), ("package", name), ("value", v), or None."""
        cls = find_class(f"{namespace}.{key}", self.state)
        if cls is not None:
            return ("class", f"{namespace}.{key}") if self.is_visible(cls) else None
        value = self._members(namespace).get(key)
        if value is None:
            return None
        if isinstance(value, types.ModuleType):
            return "package", value.__name__.removeprefix("runtime.")
        if isinstance(value, (types.FunctionType, types.BuiltinFunctionType)):
            nothing = isinstance(value, types.FunctionType) and may_give_nothing(value)
            return "function", value, arity(value), nothing
        return "value", value

    def is_visible(self, cls: type) -> bool:
        """Whether the package that has this class was loaded."""
        module = cls.__module__.split(".")
        if module[0] != "runtime" or module[1] not in _optional():
            return True
        if not registry.is_in_use(cls):
            return False
        if forks.is_v2() and _is_of_v2(cls):
            return "rnn" in self.loaded
        return module[1] in self.loaded and not (forks.is_v2() and module[1] == "rnn")

    def names(self, namespace: str) -> tuple[str, ...]:
        """All names of a namespace."""
        prefix = namespace + "."
        found = {n[len(prefix) :] for n, c in registry.classes() if n.startswith(prefix) and self.is_visible(c)}
        return tuple(sorted(found | set(self._members(namespace))))

    def _members(self, namespace: str) -> dict[str, Any]:
        """Functions and values beside the classes: those of runtime.torch, runtime.nn.utils, runtime.optim ..."""
        if namespace == "torch":
            return import_module("runtime.torch").FUNCTIONS
        if namespace == "nn":
            return {"utils": import_module("runtime.nn.utils"), **_lua_members("runtime.nn")}
        return _public("runtime." + _FOLDERS.get(namespace, namespace))


@functools.cache
def _optional() -> frozenset[str]:
    """Packages whose classes appear in `nn` only when they are required."""
    names = "graph graphicsmagick inn nngraph nnx stn torchx dpnn rnn dataload optim"
    return frozenset(names.split())


def _is_of_v2(cls: type) -> bool:
    """Whether a class is torch/rnn's: its own, or one that Element-Research's packages have alike."""
    return registry.fork_of(cls) == forks.V2 or cls in import_module("runtime.rnn.v2").SHARED


@functools.cache
def _lua_members(module: str) -> dict[str, Any]:
    return dict(getattr(import_module(module), "LUA_MEMBERS", {}))


@functools.cache
def _public(module: str) -> dict[str, Any]:
    """Public functions and values of a module, by the names in __all__ or those defined in it."""
    loaded = import_module(module)
    names = getattr(loaded, "__all__", None)
    if names is None:
        names = [n for n, v in vars(loaded).items() if getattr(v, "__module__", None) == module and n[0] != "_"]
    return {name: getattr(loaded, name) for name in names}


def has_rock(name: str) -> bool:
    """Whether `require name` is answered by the bridge."""
    return _rock_file(name) is not None


@functools.cache
def _rock_file(name: str) -> Path | None:
    if not name.replace(".", "").replace("_", "").replace("-", "").isalnum():
        return None
    for suffix in (".lua", ".py"):
        path = ROCKS / (name.replace(".", "_") + suffix)
        if path.exists():
            return path
    return None


def is_core(name: str) -> bool:
    return name in CORE


def open_rock(engine: Any, name: str) -> tuple[str, Any]:
    """("lua", source), ("members", None) or ("value", what the rock's Python module opens)."""
    path = _rock_file(name)
    assert path is not None
    if path.suffix == ".lua":
        return "lua", path.read_text("latin-1")
    module = import_module(f"{__package__}.rocks.{path.stem}")
    return ("value", module.open(engine)) if hasattr(module, "open") else ("members", None)


def open_python_rock(engine: Any, name: str) -> Any:
    """What the Python module of a rock opens, for the Lua file beside it."""
    return import_module(f"{__package__}.rocks.{name.replace('.', '_')}").open(engine)


def rock_members(name: str) -> tuple:
    """What the Python module of a rock offers, flat: name, value, and of functions arity and whether they may give
    nothing (else False, False)."""
    module = import_module(f"{__package__}.rocks.{name.replace('.', '_')}")
    flat: list[Any] = []
    for key in module.__all__:
        value = getattr(module, key)
        function = isinstance(value, types.FunctionType)
        flat += (key, value, arity(value), may_give_nothing(value)) if function else (key, value, False, False)
    return tuple(flat)


__all__ = ["Packages", "has_rock", "is_core", "open_python_rock", "open_rock", "rock_members", "util"]

"""Whether a net is the very one that a recurrent module builds, with nothing in it replaced.

Only then may its step be computed as a whole, without running the modules.
"""

from __future__ import annotations

from typing import Any

from ...table import Table

#: Methods that give a module its meaning; one that a script replaced must run.
_METHODS = ("updateOutput", "updateGradInput", "accGradParameters", "backward")
_OVERRIDES = frozenset({*_METHODS, "forward", "parameters"})

#: Fields that change what a module computes.
_FIELDS = {
    "nn.NarrowTable": ("offset", "length"),
    "nn.SelectTable": ("index",),
    "nn.SplitTable": ("dimension", "nInputDims"),
    "nn.SAdd": ("addend", "negate"),
    "nn.Dropout": ("p",),
}


def description(module: Any, leaves: list[Any]) -> str:
    """The structure of a net as text; collects the modules that have parameters in `leaves`.

    What a script changed shows as "?": in a class, in an object, or by a class of its own.
    """
    fields = vars(module)
    name = type(module)._typename
    if not is_plain(type(module)) or not _OVERRIDES.isdisjoint(fields) or fields.get("inplace"):
        return "?"
    name = name[3:]
    modules = fields.get("modules")
    if isinstance(modules, Table):
        return f"{name}({' '.join([description(child, leaves) for child in modules.array_values()])})"
    if fields.get("weight") is not None:
        leaves.append(module)
        return name if fields.get("bias") is not None or name != "Linear" else "LinearNoBias"
    if name == "Reshape":
        sizes = [int(n) for n in module.size.array]
        return f"{name}{sizes}" if fields.get("batchMode") is None else "?"
    values = [fields.get(key) for key in _FIELDS.get(f"nn.{name}", ())]
    return f"{name}{[_plain(value) for value in values]}" if values else name


def _plain(value: Any) -> Any:
    return int(value) if type(value) is float and value.is_integer() else value


def is_plain(cls: type) -> bool:
    """Whether a class is one of the runtime's, with its own methods."""
    if not cls.__module__.startswith("runtime."):
        return False
    return all(getattr(cls, name).__module__.startswith("runtime.") for name in _METHODS)


def keeps_methods(module: Any, cls: type, names: tuple[str, ...]) -> bool:
    """Whether an object of a subclass of `cls` has these methods as the runtime defines them in `cls`."""
    own = type(module)
    for name in names:
        method = getattr(cls, name)
        if getattr(own, name) is not method or not method.__module__.startswith("runtime."):
            return False
    return vars(module).keys().isdisjoint(names)

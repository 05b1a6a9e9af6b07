"""Times of each module, printed as it runs (dpnn's profile)."""

from __future__ import annotations

import time
from typing import Any

from ... import console
from ...nn import ParallelTable, Sequential
from ...table import Table
from ..patching import Patches

_METHODS = ("updateOutput", "updateGradInput", "accGradParameters", "accUpdateGradParameters", "backward")


class _Timed:
    """A module as its container sees it: prints how long each call took."""

    def __init__(self, module: Any) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._module, name)
        if name not in _METHODS:
            return value

        def call(*args: Any) -> Any:
            start = time.perf_counter()
            result = value(*args)
            console.lua_print(f"{self._module._typename} {name}: {time.perf_counter() - start:.17g} s")
            return result

        return call

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "_module":
            object.__setattr__(self, name, value)
        else:
            setattr(self._module, name, value)


def _timed(method: Any) -> Any:
    """A method of a container that runs with timed modules."""

    def run(self: Any, *args: Any) -> Any:
        modules = self.modules
        self.modules = Table([_Timed(module) for module in modules.array_values()])
        try:
            return method(self, *args)
        finally:
            self.modules = modules

    run.__doc__ = method.__doc__
    return run


def _profiled(cls: type) -> Patches:
    """The methods of a container that print times; as in Torch they serve all objects of the class."""
    patches = Patches()
    for name in _METHODS:
        if name in vars(cls):
            patches.set(cls, name, _timed(vars(cls)[name]))
    return patches


profiles = {cls: _profiled(cls) for cls in (Sequential, ParallelTable)}


class Profile:
    """nn.Module's profile."""

    def profile(self: Any) -> None:
        """Makes all containers below that can print the times of their modules do so."""
        if isinstance(self.modules, Table):
            for module in self.modules.array_values():
                module.profile()
        vars(self)["dpnn_profile"] = True


class SequentialProfile:
    """nn.Sequential's profile."""

    def profile(self: Any) -> None:
        """From now on every nn.Sequential prints how long each of its modules took."""
        profiles[Sequential].apply()
        Profile.profile(self)


class ParallelTableProfile:
    """nn.ParallelTable's profile."""

    def profile(self: Any) -> None:
        """From now on every nn.ParallelTable prints how long each of its modules took."""
        profiles[ParallelTable].apply()
        Profile.profile(self)

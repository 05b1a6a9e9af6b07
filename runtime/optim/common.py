"""What the algorithms share: options with defaults, state tensors, the evaluation itself."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any

import numpy as np

from ..table import Table


def tables(config: Any, state: Any) -> tuple[MutableMapping, MutableMapping]:
    """Config and state (a Table or a dict); without a state the config holds it."""
    config = Table() if config is None else config
    return config, config if state is None else state


def option(config: MutableMapping, name: str, default: Any) -> Any:
    """A setting, or its default where there is none (in Lua 0 counts as given)."""
    value = config.get(name)
    return default if value is None or value is False else value


def held(state: MutableMapping, name: str, like: Any, fill: float = 0) -> Any:
    """The array of a tensor in the state, of the type and size of `like`; made and filled at the first call."""
    found = state.get(name)
    if found is None:
        found = state[name] = type(like)()
        found.resize_array(like._size).fill(fill)
    return found.array


def evaluate(opfunc: Callable, x: Any, config: MutableMapping) -> tuple[Any, Any]:
    """f(x) and its gradient; `weightDecay` is added to the gradient in place."""
    fx, dfdx = opfunc(x)
    decay = option(config, "weightDecay", 0)
    if decay != 0:
        g = dfdx.array
        np.add(g, decay * x.array, out=g)
    return fx, dfdx


def counted(state: MutableMapping) -> int:
    """The number of evaluations so far; sets it to 0 at the first call."""
    count = state.get("evalCounter")
    if count is None:
        count = state["evalCounter"] = 0
    return count


def number(value: Any, default: float) -> float:
    """A setting that may be spelled as a string (Lua's tonumber), or its default."""
    return default if value is None or value is False else float(value) if isinstance(value, str) else value

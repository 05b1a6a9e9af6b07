"""Resilient backpropagation (optim.rprop)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..table import Table
from ..tensor import TENSORS
from .common import held, option, tables


def rprop(opfunc: Any, x: Any, config: Any = None, state: Any = None) -> tuple[Any, Table]:
    """`niter` steps on `x`, in place: step sizes grow while a derivative keeps its sign, and shrink where not.

    Options: stepsize (0.1), etaplus (1.2), etaminus (0.5), stepsizemax (50), stepsizemin (1e-6), niter (1).
    Returns x and the values f(x) before each step.
    """
    if config is None and state is None:
        print("no state table RPROP initializing")
    config, state = tables(config, state)
    stepsize = option(config, "stepsize", 0.1)
    grow, shrink = option(config, "etaplus", 1.2), option(config, "etaminus", 0.5)
    limits = option(config, "stepsizemin", 1e-6), option(config, "stepsizemax", 50.0)
    values = Table()
    for _ in range(int(option(config, "niter", 1))):
        fx, dfdx = opfunc(x)
        g = dfdx.array
        if state.get("delta") is None:
            state["stepsize"] = None  # the number that a config without a state holds there
            _masks(state, dfdx)
        before, sizes = held(state, "delta", dfdx), held(state, "stepsize", dfdx, stepsize)
        sign = np.sign(g * before, out=held(state, "sign", dfdx))
        kept, flipped = sign > 0, sign < 0
        sizes *= np.where(kept, grow, np.where(flipped, shrink, 1))
        small = sizes < limits[0]
        np.clip(sizes, *limits, out=sizes)
        g[flipped] = 0
        for name, mask in (("psign", kept), ("nsign", flipped), ("zsign", sign == 0), ("dminmax", small)):
            state[name].resize_array(g.shape)[...] = mask
        np.sign(g, out=sign)
        x.array[...] -= sign * sizes
        before[...] = g
        values.append(fx)
    return x, values


def _masks(state: Any, dfdx: Any) -> None:
    """Torch's byte masks, which files of its states hold."""
    kind = TENSORS["CudaByte" if dfdx.dtype.cuda else "Byte"]
    for name in ("psign", "nsign", "zsign", "dminmax"):
        state[name] = kind()

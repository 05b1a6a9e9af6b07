"""AdaMax (optim.adamax)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..table import Table
from .common import evaluate, held, option, tables


def adamax(opfunc: Any, x: Any, config: Any = None, state: Any = None) -> tuple[Any, Table]:
    """One step of AdaMax on `x`, in place: returns x and {f(x) before the step}.

    Options: learningRate (2e-3), beta1 (0.9), beta2 (0.999), epsilon (1e-38), weightDecay.
    """
    config, state = tables(config, state)
    beta1, beta2 = option(config, "beta1", 0.9), option(config, "beta2", 0.999)
    fx, dfdx = evaluate(opfunc, x, config)
    g = dfdx.array
    m, u = held(state, "m", dfdx), held(state, "u", dfdx)
    if state.get("max") is None:
        state["max"] = type(x)()
        state["max"].resize_array((2, *dfdx._size)).fill(0)
    both = state["max"].array
    t = option(state, "t", 0) + 1
    state["t"] = t
    m *= beta1
    m += (1 - beta1) * g
    np.multiply(u.reshape(g.shape), beta2, out=both[0])
    np.abs(g, out=both[1])
    both[1] += option(config, "epsilon", 1e-38)
    norm = np.maximum(both[0], both[1], out=state["u"].resize_array((1, *dfdx._size))[0])
    x.array[...] -= option(config, "learningRate", 0.002) / (1 - beta1**t) * (m / norm)
    return x, Table([fx])

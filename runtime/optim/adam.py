"""Adam (optim.adam)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..table import Table
from .common import evaluate, held, option, tables


def adam(opfunc: Any, x: Any, config: Any = None, state: Any = None) -> tuple[Any, Table]:
    """One step of Adam on `x`, in place: returns x and {f(x) before the step}.

    Options: learningRate (1e-3), learningRateDecay, beta1 (0.9), beta2 (0.999), epsilon (1e-8), weightDecay.
    """
    config, state = tables(config, state)
    beta1, beta2 = option(config, "beta1", 0.9), option(config, "beta2", 0.999)
    fx, dfdx = evaluate(opfunc, x, config)
    g = dfdx.array
    t = option(state, "t", 0)
    m, v, denom = held(state, "m", dfdx), held(state, "v", dfdx), held(state, "denom", dfdx)
    rate = option(config, "learningRate", 0.001) / (1 + t * option(config, "learningRateDecay", 0))
    t += 1
    state["t"] = t
    m *= beta1
    m += np.multiply(g, 1 - beta1, out=denom)
    v *= beta2
    np.multiply(g, g, out=denom)
    v += np.multiply(denom, 1 - beta2, out=denom)
    np.sqrt(v, out=denom)
    denom += option(config, "epsilon", 1e-8)
    x.array[...] -= rate * math.sqrt(1 - beta2**t) / (1 - beta1**t) * (m / denom)
    return x, Table([fx])

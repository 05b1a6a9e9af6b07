"""RMSprop (optim.rmsprop)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..table import Table
from .common import evaluate, held, option, tables


def rmsprop(opfunc: Any, x: Any, config: Any = None, state: Any = None) -> tuple[Any, Table]:
    """One step of RMSprop on `x`, in place: returns x and {f(x) before the step}.

    Options: learningRate (1e-2), alpha (0.99), epsilon (1e-8), weightDecay, initialMean (0).
    """
    config, state = tables(config, state)
    alpha = option(config, "alpha", 0.99)
    fx, dfdx = evaluate(opfunc, x, config)
    g = dfdx.array
    mean, root = held(state, "m", x, option(config, "initialMean", 0)), held(state, "tmp", x)
    mean *= alpha
    np.multiply(g, g, out=root)
    mean += np.multiply(root, 1 - alpha, out=root)
    np.sqrt(mean, out=root)
    root += option(config, "epsilon", 1e-8)
    x.array[...] -= option(config, "learningRate", 1e-2) * (g / root)
    return x, Table([fx])

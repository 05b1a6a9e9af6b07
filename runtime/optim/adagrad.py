"""AdaGrad (optim.adagrad)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..table import Table
from .common import counted, evaluate, held, option, tables


def adagrad(opfunc: Any, x: Any, config: Any = None, state: Any = None) -> tuple[Any, Table]:
    """One step of AdaGrad on `x`, in place: returns x and {f(x) before the step}.

    Options: learningRate (1e-3), learningRateDecay, weightDecay.
    """
    if config is None and state is None:
        print("no state table, ADAGRAD initializing")
    config, state = tables(config, state)
    evaluations = counted(state)
    fx, dfdx = evaluate(opfunc, x, config)
    g = dfdx.array
    rate = option(config, "learningRate", 1e-3) / (1 + evaluations * option(config, "learningRateDecay", 0))
    variance, deviation = held(state, "paramVariance", x), held(state, "paramStd", x)
    variance += np.multiply(g, g, out=deviation)
    np.sqrt(variance, out=deviation)
    deviation += 1e-10
    x.array[...] -= rate * (g / deviation)
    state["evalCounter"] = evaluations + 1
    return x, Table([fx])

"""AdaDelta (optim.adadelta)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..table import Table
from .common import counted, evaluate, held, option, tables


def adadelta(opfunc: Any, x: Any, config: Any = None, state: Any = None) -> tuple[Any, Table]:
    """One step of AdaDelta on `x`, in place: returns x and {f(x) before the step}.

    Options: rho (0.9), eps (1e-6), weightDecay.
    """
    if config is None and state is None:
        print("no state table, ADADELTA initializing")
    config, state = tables(config, state)
    rho, eps = option(config, "rho", 0.9), option(config, "eps", 1e-6)
    evaluations = counted(state)
    fx, dfdx = evaluate(opfunc, x, config)
    g = dfdx.array
    variance, deviation = held(state, "paramVariance", x), held(state, "paramStd", x)
    delta, changes = held(state, "delta", x), held(state, "accDelta", x)
    variance *= rho
    variance += (1 - rho) * (g * g)
    np.sqrt(variance + eps, out=deviation)
    np.sqrt(changes + eps, out=delta)
    delta /= deviation
    delta *= g
    x.array[...] -= delta
    changes *= rho
    changes += (1 - rho) * (delta * delta)
    state["evalCounter"] = evaluations + 1
    return x, Table([fx])

"""Averaged stochastic gradient descent (optim.asgd)."""

from __future__ import annotations

from typing import Any

from ..table import Table
from .common import held, option, tables


def asgd(opfunc: Any, x: Any, config: Any = None, state: Any = None) -> tuple[Any, Table, Any]:
    """One step on `x`, in place: returns x, {f(x) before the step} and the average of x from step t0 on.

    Options, whose defaults are written into `config`: eta0 (1e-4), lambda (1e-4), alpha (0.75), t0 (1e6).
    """
    config, state = tables(config, state)
    for name, default in (("eta0", 1e-4), ("lambda", 1e-4), ("alpha", 0.75), ("t0", 1e6)):
        config[name] = option(config, name, default)
    rate, weight, t = option(state, "eta_t", config["eta0"]), option(state, "mu_t", 1), option(state, "t", 0)
    fx, dfdx = opfunc(x)
    point = x.array
    point *= 1 - config["lambda"] * rate
    point -= rate * dfdx.array
    average, change = held(state, "ax", x), held(state, "tmp", x)
    if weight != 1:
        change[...] = (point - average) * weight
        average += change
    else:
        average[...] = point
    t += 1
    state["t"] = t
    state["eta_t"] = config["eta0"] / (1 + config["lambda"] * config["eta0"] * t) ** config["alpha"]
    state["mu_t"] = 1 / max(1, t - config["t0"])
    return x, Table([fx]), state["ax"]

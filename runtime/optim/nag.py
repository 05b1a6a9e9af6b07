"""Nesterov's accelerated gradient (optim.nag)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import TorchError
from ..table import Table
from .common import counted, evaluate, held, option, tables


def nag(opfunc: Any, x: Any, config: Any = None, state: Any = None) -> tuple[Any, Table]:
    """One step on `x`, in place: first along the momentum, then against the gradient found there.

    Options: learningRate (1e-3), learningRateDecay, weightDecay, momentum (0.9), learningRates.
    """
    config, state = tables(config, state)
    momentum = option(config, "momentum", 0.9)
    evaluations = counted(state)
    if momentum <= 0:
        raise TorchError("Momentum must be positive for Nesterov Accelerated Gradient")
    if state.get("dfdx") is not None:
        x.array[...] += momentum * state["dfdx"].array
    fx, dfdx = evaluate(opfunc, x, config)
    rate = option(config, "learningRate", 1e-3) / (1 + evaluations * option(config, "learningRateDecay", 0))
    velocity = held(state, "dfdx", dfdx)
    velocity *= momentum
    step = dfdx.array
    rates = config.get("learningRates")
    if rates is not None:
        step = np.multiply(rates.array.reshape(step.shape), step, out=held(state, "deltaParameters", x))
    change = rate * step
    x.array[...] -= change
    velocity -= change
    state["evalCounter"] = evaluations + 1
    return x, Table([fx])

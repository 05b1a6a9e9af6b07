"""Stochastic gradient descent (optim.sgd)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import TorchError
from ..kernels.blend import blend
from ..table import Table
from .common import counted, held, option, tables


def sgd(opfunc: Any, x: Any, config: Any = None, state: Any = None) -> tuple[Any, Table]:
    """One step of SGD on `x`, in place: returns x and {f(x) before the step}.

    ``opfunc(x)`` gives f(x) and its gradient. Options: learningRate (1e-3), learningRateDecay,
    weightDecay, weightDecays, momentum, dampening (momentum), nesterov, learningRates.
    """
    config, state = tables(config, state)
    momentum = option(config, "momentum", 0)
    damping = option(config, "dampening", momentum)
    nesterov = option(config, "nesterov", False)
    evaluations = counted(state)
    if nesterov and (momentum <= 0 or damping != 0):
        raise TorchError("Nesterov momentum requires a momentum and zero dampening")
    fx, dfdx = opfunc(x)
    _decay(config, state, x, dfdx)
    rate = option(config, "learningRate", 1e-3) / (1 + evaluations * option(config, "learningRateDecay", 0))
    first = state.get("dfdx") is None
    step = dfdx.array
    if momentum != 0:
        mean = held(state, "dfdx", dfdx)
        _follow(mean, step, momentum, 1 - damping, first)
        if nesterov:
            blend(step, 1, mean, momentum)
        else:
            step = mean
    rates = config.get("learningRates")
    if rates is not None:
        step = np.multiply(rates.array.reshape(x._size), step, out=held(state, "deltaParameters", x))
    blend(x.array, 1, step, -rate)
    state["evalCounter"] = evaluations + 1
    return x, Table([fx])


def _decay(config: Any, state: Any, x: Any, dfdx: Any) -> None:
    """Adds the weight decay, one for all parameters or one each, to the gradient."""
    decay, decays = option(config, "weightDecay", 0), config.get("weightDecays")
    g = dfdx.array
    if decay != 0:
        blend(g, 1, x.array, decay)
    elif decays is not None:
        scaled = held(state, "decayParameters", x)
        np.multiply(decays.array.reshape(scaled.shape), x.array, out=scaled)
        np.add(g, scaled, out=g)


def _follow(mean: Any, g: Any, momentum: float, share: float, first: bool) -> None:
    """The running average of gradients; it begins with the first one."""
    if first:
        mean[...] = g
    else:
        blend(mean, momentum, g, share)

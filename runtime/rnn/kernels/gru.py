"""Gated recurrent units on arrays.

The gates are kept one after the other: `gates` and `da` are 3 x batch x size with r (reset), u (update) and
the candidate; all others are batch x size. `w_gates` (2 x size x size) and `w_new` map the state before.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .activation import sigmoid


def forward(gates: Any, h_prev: Any, w_gates: Any, w_new: Any, reset: Any, h: Any, work: Any) -> None:
    """From what comes from the input in `gates`: the gates in place, reset = r * h_prev and

    h = (1 - u) * candidate + u * h_prev. `work` is 2 x batch x size; h may be h_prev.
    """
    both, new = gates[:2], gates[2]
    both += np.matmul(h_prev, w_gates, out=work)
    sigmoid(both)
    np.multiply(gates[0], h_prev, out=reset)
    new += np.matmul(reset, w_new, out=work[0])
    np.tanh(new, out=new)
    np.subtract(h_prev, new, out=h)
    h *= gates[1]
    h += new


def backward(gates: Any, h_prev: Any, w_gates: Any, w_new: Any, dh: Any, da: Any, out: Any, work: Any) -> None:
    """The gradients `da` by the sums and `out` by h_prev, from `dh` by h. `work` is 2 x batch x size."""
    r, u, new = gates
    da_r, da_u, da_new = da
    kept, product = work
    np.multiply(new, new, out=da_new)
    np.subtract(1, da_new, out=da_new)
    np.subtract(1, u, out=kept)
    da_new *= kept
    da_new *= dh
    np.multiply(kept, u, out=da_u)
    np.subtract(h_prev, new, out=kept)
    da_u *= kept
    da_u *= dh
    by_reset = np.matmul(da_new, w_new.T, out=kept)
    np.subtract(1, r, out=da_r)
    da_r *= r
    da_r *= by_reset
    da_r *= h_prev
    by_reset *= r
    np.multiply(dh, u, out=out)
    out += by_reset
    for gradient, weight in ((da_r, w_gates[0]), (da_u, w_gates[1])):
        out += np.matmul(gradient, weight.T, out=product)

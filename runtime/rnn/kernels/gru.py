"""One step of gated recurrent units, forwards and backwards.

Arrays: `gates` and `da` are batch x 3 size with the columns r (reset), u (update) and the candidate,
all others batch x size. `w_gates` (size x 2 size) and `w_new` (size x size) map the state before.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .activation import sigmoid


def forward(gates: Any, h_prev: Any, w_gates: Any, w_new: Any, reset: Any, h: Any, sums: Any) -> None:
    """From what comes from the input in `gates`: the gates in place, reset = r * h_prev and

    h = (1 - u) * candidate + u * h_prev. `sums` (batch x 2 size) is scratch.
    """
    size = h.shape[1]
    both, new = gates[:, : 2 * size], gates[:, 2 * size :]
    np.matmul(h_prev, w_gates, out=sums)
    both += sums
    sigmoid(both)
    np.multiply(gates[:, :size], h_prev, out=reset)
    np.matmul(reset, w_new, out=h)
    new += h
    np.tanh(new, out=new)
    np.subtract(h_prev, new, out=h)
    h *= gates[:, size : 2 * size]
    h += new


def backward(gates: Any, h_prev: Any, w_gates: Any, w_new: Any, dh: Any, da: Any, scratch: Any, product: Any) -> None:
    """The gradient `da` by the sums, from `dh` by h, which becomes that by h_prev."""
    size = dh.shape[1]
    r, u, new = gates[:, :size], gates[:, size : 2 * size], gates[:, 2 * size :]
    da_u, da_new = da[:, size : 2 * size], da[:, 2 * size :]
    np.multiply(new, new, out=da_new)
    np.subtract(1, da_new, out=da_new)
    np.subtract(1, u, out=scratch)
    da_new *= scratch
    da_new *= dh
    np.multiply(scratch, u, out=da_u)
    np.subtract(h_prev, new, out=scratch)
    da_u *= scratch
    da_u *= dh
    np.matmul(da_new, w_new.T, out=scratch)  # by reset
    da_r = da[:, :size]
    np.subtract(1, r, out=da_r)
    da_r *= r
    da_r *= scratch
    da_r *= h_prev
    dh *= u
    scratch *= r
    dh += scratch
    np.matmul(da[:, : 2 * size], w_gates.T, out=product)
    dh += product

"""Gated recurrent units on arrays.

The gates are kept one after the other: `gates` is 3 x batch x size with r (reset), u (update) and the
candidate; all others are batch x size. `to_gates` and `to_new` multiply with the state before, and add the biases
(see `repeated`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .activation import sigmoid, tanh
from .products import put_side_by_side


def forward(gates: Any, h_prev: Any, to_gates: Any, to_new: Any, reset: Any, h: Any, work: Any) -> None:
    """From what comes from the input in `gates`: the gates in place, reset = r * h_prev and

    h = (1 - u) * candidate + u * h_prev. `work` is 2 x batch x size; h may be h_prev.
    """
    both, new = gates[:2], gates[2]
    to_gates.add(h_prev, both)
    sigmoid(both)
    np.multiply(gates[0], h_prev, out=reset)
    to_new.add(reset, gates[2:])
    tanh(new, new)
    kept, less = work
    np.multiply(gates[1], h_prev, out=kept)
    np.multiply(gates[1], new, out=less)
    np.subtract(new, less, out=h)
    h += kept


def backward(gates: Any, h_prev: Any, to_gates: Any, to_new: Any, dh: Any, da: Any, out: Any, work: Any) -> None:
    """The gradients `da` (batch x 3 size) by the sums and `out` by h_prev, from `dh` by h.

    `work` is 4 x batch x size.
    """
    r, u, new = gates
    kept, own = work[0], work[1:]
    da_r, da_u, da_new = own
    split = 2 * len(r[0])
    np.multiply(new, new, out=da_new)
    np.subtract(1, da_new, out=da_new)
    np.subtract(1, u, out=kept)
    da_new *= kept
    da_new *= dh
    np.multiply(kept, u, out=da_u)
    np.subtract(h_prev, new, out=kept)
    da_u *= kept
    da_u *= dh
    put_side_by_side(own[2:], da[:, split:])
    to_new.back(da[:, split:], kept)
    np.subtract(1, r, out=da_r)
    da_r *= r
    da_r *= kept
    da_r *= h_prev
    kept *= r
    np.multiply(dh, u, out=out)
    out += kept
    put_side_by_side(own[:2], da[:, :split])
    to_gates.back(da[:, :split], kept)
    out += kept

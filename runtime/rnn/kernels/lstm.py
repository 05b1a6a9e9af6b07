"""Long short-term memory on arrays.

The gates are kept one after the other: arrays called `gates` and `da` are 4 x batch x size (or 4 x steps x
batch x size), so that each gate is one stretch of memory; all others are batch x size. In which order the
four come is a `Layout`: SeqLSTM and FastLSTM differ.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .activation import sigmoid


class Layout:
    """Places of the gates i (input), f (forget), o (output) and g (what may enter the cell)."""

    __slots__ = ("i", "f", "o", "g", "sigmoids")

    def __init__(self, order: str) -> None:
        self.i, self.f, self.o, self.g = (order.index(name) for name in "ifog")
        #: All places but that of g, in one or two stretches.
        self.sigmoids = tuple([s for s in (slice(0, self.g), slice(self.g + 1, 4)) if s.start < min(s.stop, 4)])


SEQ_LSTM = Layout("ifog")
FAST_LSTM = Layout("igfo")


def forward(layout: Layout, gates: Any, c_prev: Any, c: Any, h: Any, work: Any) -> None:
    """From the sums in `gates`: the gates in place, then c = f * c_prev + i * g and h = o * tanh(c)."""
    for places in layout.sigmoids:
        sigmoid(gates[places])
    g = gates[layout.g]
    np.tanh(g, out=g)
    np.multiply(gates[layout.i], g, out=work)
    np.multiply(gates[layout.f], c_prev, out=c)
    np.add(c, work, out=c)
    np.tanh(c, out=work)
    np.multiply(gates[layout.o], work, out=h)


def backward(layout: Layout, gates: Any, c_prev: Any, c: Any, dh: Any, dc: Any, da: Any, work: Any) -> None:
    """The gradient `da` by the sums, from those by h (`dh`) and c (`dc`). `work` is 2 x batch x size.

    `dc` becomes the gradient by all that leaves the cell; times f it is that by c_prev.
    """
    tanh_c, slope = work
    i, f, o, g = gates[layout.i], gates[layout.f], gates[layout.o], gates[layout.g]
    np.tanh(c, out=tanh_c)
    np.multiply(tanh_c, tanh_c, out=slope)
    np.subtract(1, slope, out=slope)
    slope *= o
    slope *= dh
    dc += slope
    for places in layout.sigmoids:
        y, slope = gates[places], da[places]
        np.subtract(1, y, out=slope)
        slope *= y
    slope = da[layout.g]
    np.multiply(g, g, out=slope)
    np.subtract(1, slope, out=slope)
    slope *= dc
    slope *= i
    slope = da[layout.o]
    slope *= dh
    slope *= tanh_c
    slope = da[layout.i]
    slope *= dc
    slope *= g
    slope = da[layout.f]
    slope *= dc
    slope *= c_prev

"""Long short-term memory on arrays.

The gates come one after the other: arrays called `gates` and `da` are 4 x batch x size, wherever the four lie; all
others are batch x size. In which order the four come is a `Layout`: SeqLSTM and FastLSTM differ.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .activation import sigmoid, tanh


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
    _cell(layout, gates, c_prev, c, work)
    tanh(c, work)
    np.multiply(gates[layout.o], work, out=h)


def _cell(layout: Layout, gates: Any, c_prev: Any, c: Any, work: Any) -> None:
    g = gates[layout.g]
    tanh(g, g)
    np.multiply(gates[layout.i], g, out=work)
    np.multiply(gates[layout.f], c_prev, out=c)
    c += work


def cell_forward(layout: Layout, gates: Any, c_prev: Any, c: Any, work: Any) -> None:
    """The part of `forward` that leads to c; the output gate stays a sum."""
    sigmoid(gates[layout.i])
    sigmoid(gates[layout.f])
    _cell(layout, gates, c_prev, c, work)


def output_forward(layout: Layout, gates: Any, c: Any, h: Any, work: Any) -> None:
    """The rest of `forward`."""
    o = gates[layout.o]
    sigmoid(o)
    tanh(c, work)
    np.multiply(o, work, out=h)


def backward(layout: Layout, gates: Any, c_prev: Any, c: Any, dh: Any, dc: Any, da: Any, work: Any) -> None:
    """The gradient `da` by the sums, from those by h (`dh`) and c (`dc`). `work` is 2 x batch x size.

    `dc` becomes the gradient by all that leaves the cell; times f it is that by c_prev.
    """
    output_backward(layout, gates, c, dh, dc, da, work)
    cell_backward(layout, gates, c_prev, dc, da)


def output_backward(layout: Layout, gates: Any, c: Any, dh: Any, dc: Any, da: Any, work: Any) -> None:
    """The part of `backward` down to c."""
    tanh_c, slope = work
    o = gates[layout.o]
    tanh(c, tanh_c)
    np.multiply(tanh_c, tanh_c, out=slope)
    np.subtract(1, slope, out=slope)
    slope *= o
    slope *= dh
    dc += slope
    slope = np.subtract(1, o, out=da[layout.o])
    slope *= o
    slope *= dh
    slope *= tanh_c


def cell_backward(layout: Layout, gates: Any, c_prev: Any, dc: Any, da: Any) -> None:
    """The rest of `backward`."""
    i, f, g = gates[layout.i], gates[layout.f], gates[layout.g]
    slope = np.multiply(g, g, out=da[layout.g])
    np.subtract(1, slope, out=slope)
    slope *= dc
    slope *= i
    slope = np.subtract(1, i, out=da[layout.i])
    slope *= i
    slope *= dc
    slope *= g
    slope = np.subtract(1, f, out=da[layout.f])
    slope *= f
    slope *= dc
    slope *= c_prev

"""One step of long short-term memory, forwards and backwards.

Arrays: `gates` and `da` are batch x 4 size, all others batch x size. How the four gates lie in the
columns is a `Layout`: SeqLSTM and FastLSTM differ.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .activation import sigmoid


class Layout:
    """Columns of the gates i (input), f (forget), o (output) and g (what may enter the cell)."""

    __slots__ = ("i", "f", "o", "g", "sigmoids")

    def __init__(self, order: str, size: int) -> None:
        places = {name: slice(k * size, (k + 1) * size) for k, name in enumerate(order)}
        self.i, self.f, self.o, self.g = (places[name] for name in "ifog")
        at = order.index("g") * size
        #: All columns but those of g, in one or two stretches.
        self.sigmoids = tuple([s for s in (slice(0, at), slice(at + size, 4 * size)) if s.stop > s.start])


def forward(layout: Layout, gates: Any, c_prev: Any, c: Any, tanh_c: Any, h: Any) -> None:
    """From the sums in `gates`: the gates in place, then c = f * c_prev + i * g and h = o * tanh(c)."""
    for columns in layout.sigmoids:
        sigmoid(gates[:, columns])
    g = gates[:, layout.g]
    np.tanh(g, out=g)
    np.multiply(gates[:, layout.i], g, out=tanh_c)
    np.multiply(gates[:, layout.f], c_prev, out=c)
    np.add(c, tanh_c, out=c)
    np.tanh(c, out=tanh_c)
    np.multiply(gates[:, layout.o], tanh_c, out=h)


def backward(layout: Layout, gates: Any, c_prev: Any, tanh_c: Any, dh: Any, dc: Any, da: Any, scratch: Any) -> None:
    """The gradient `da` by the sums, from those by h (`dh`) and c (`dc`); `dc` becomes that by c_prev."""
    o, g = gates[:, layout.o], gates[:, layout.g]
    np.multiply(tanh_c, tanh_c, out=scratch)
    np.subtract(1, scratch, out=scratch)
    scratch *= o
    scratch *= dh
    dc += scratch
    for columns in layout.sigmoids:
        y, slope = gates[:, columns], da[:, columns]
        np.subtract(1, y, out=slope)
        slope *= y
    slope = da[:, layout.g]
    np.multiply(g, g, out=slope)
    np.subtract(1, slope, out=slope)
    slope *= dc
    slope *= gates[:, layout.i]
    slope = da[:, layout.o]
    slope *= dh
    slope *= tanh_c
    slope = da[:, layout.i]
    slope *= dc
    slope *= g
    slope = da[:, layout.f]
    slope *= dc
    slope *= c_prev
    dc *= gates[:, layout.f]

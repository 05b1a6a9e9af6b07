"""The arithmetic of nn.IndexLinear: its weight changes row by row, in the order of the keys.

With normalization the first four columns of a row are: largest absolute value, its inverse, a
factor for the step (1), and the learnt shift of the value; the weight proper follows.
"""

from __future__ import annotations

from typing import Any

from ... import backend
from ...errors import argument_error
from .rows import add_rows, last_occurrences, rounds, running_max

LARGEST, INVERSE, STEP, SHIFT, COLUMNS = 0, 1, 2, 3, 4


def check_contiguous(gradOutput: Any) -> None:
    if not gradOutput.is_contiguous():
        raise argument_error(6, "gradOutput vector must be contiguous")


def normalized_values(weight: Any, rows: Any, values: Any, train: bool) -> Any:
    """The values divided by their features' largest ones (clamped to +-1) and shifted.

    In training each value first raises its feature's largest one; later keys of the batch see that.
    """
    xp = backend.get_array_module(values)
    size, largest, inverse = xp.abs(values), weight[rows, LARGEST], weight[rows, INVERSE]
    if train and len(rows):
        reached = running_max(rows, size)
        grown = reached > largest
        inverse[grown] = 1 / reached[grown]
        largest = xp.maximum(largest, reached)
        last = last_occurrences(rows)
        weight[rows[last], LARGEST] = largest[last]
        weight[rows[last], INVERSE] = inverse[last]
        weight[rows, STEP] = 1
    return xp.where(size > largest, xp.sign(values), values * inverse) + weight[rows, SHIFT]


def accumulate(gradWeight: Any, gradients: Any, values: Any, normalize: bool) -> None:
    """The gradients key by key: for the weight, after those for the shift if values are normalized."""
    n, outputs = gradients.shape
    target = gradWeight.resize_array((n, outputs * (2 if normalize else 1)))
    if normalize:
        target[:, :outputs] = gradients
    target[:, -outputs:] = gradients * values[:, None]


def step_from_gradients(weight: Any, rows: Any, gradients: Any, outputs: int, lr: float, decay: float) -> None:
    """A gradient step with the gradients of accumulate(); decay shrinks the rows that are touched."""
    if weight.shape[1] == outputs and not decay:
        add_rows(weight, rows, -lr * gradients)
        return
    for batch in rounds(rows):
        at, g = rows[batch], gradients[batch]
        if weight.shape[1] > outputs:
            _normalized_step(weight, at, g[:, :outputs] * lr, g[:, outputs:] * lr, decay, outputs == 1)
        else:
            w = weight[at]
            weight[at] = w - w * decay - g * lr


def _normalized_step(weight: Any, at: Any, forShift: Any, forWeight: Any, decay: float, single: bool) -> None:
    w, step = weight[at, COLUMNS:], weight[at, STEP][:, None]
    weight[at, SHIFT] -= (forShift * w * step).sum(1)
    shrink = w * decay * step
    # With one output Torch's decay has the other sign.
    weight[at, COLUMNS:] = w - forWeight * step + (shrink if single else -shrink)


def descend(weight: Any, bias: Any, rows: Any, values: Any, g: Any, samples: Any, decay: float) -> None:
    """A gradient step straight from scaled output gradients `g` (batch x outputs)."""
    bias -= g.sum(0)
    outputs = g.shape[1]
    if weight.shape[1] == outputs and not decay:
        add_rows(weight, rows, g[samples] * -values[:, None])
        return
    for batch in rounds(rows):
        at, of = rows[batch], g[samples[batch]]
        products = of * values[batch][:, None]
        if weight.shape[1] > outputs:
            _normalized_descent(weight, at, of, products, decay, outputs == 1)
        else:
            w = weight[at]
            weight[at] = w - w * decay - products
    if weight.shape[1] > outputs == 1:
        weight[rows, STEP] = 0


def _normalized_descent(weight: Any, at: Any, of: Any, products: Any, decay: float, single: bool) -> None:
    w, step = weight[at, COLUMNS:], weight[at, STEP][:, None]
    weight[at, SHIFT] -= (w * of * step).sum(1)
    if single:
        weight[at, COLUMNS:] = w - (products - decay * w) * step
    else:
        shrunk = w - decay * step * w
        weight[at, COLUMNS:] = shrunk - products * step

"""One layer and direction of a recurrent net over a whole sequence, forward and backward.

Arrays are (steps, batch, n). A step's sums are ``from_x = x W^T + bW`` and ``from_h = h R^T + bR``, with the gates
side by side; each function below works on these sums and keeps in `trace` what its backward needs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..backend import get_array_module


def _sigmoid(x: Any) -> Any:
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x))


@dataclass
class State:
    """The output and the cell after a step, and what backward needs of the step."""

    h: Any
    c: Any
    kept: tuple = ()


def _relu(from_x: Any, from_h: Any, before: State) -> State:
    h = np.maximum(from_x + from_h, 0)
    return State(h, before.c, (h > 0,))


def _tanh(from_x: Any, from_h: Any, before: State) -> State:
    h = np.tanh(from_x + from_h)
    return State(h, before.c, (1 - h * h,))


def _plain_back(after: State, before: State, dh: Any, dc: Any) -> tuple[Any, Any, Any, Any]:
    slope = dh * after.kept[0]
    return slope, slope, None, dc


def _lstm(from_x: Any, from_h: Any, before: State) -> State:
    i, f, g, o = np.split(from_x + from_h, 4, axis=-1)
    i, f, g, o = _sigmoid(i), _sigmoid(f), np.tanh(g), _sigmoid(o)
    c = f * before.c + i * g
    top = np.tanh(c)
    return State(o * top, c, (i, f, g, o, top))


def _lstm_back(after: State, before: State, dh: Any, dc: Any) -> tuple[Any, Any, Any, Any]:
    i, f, g, o, top = after.kept
    dc = dc + dh * o * (1 - top * top)
    gates = (dc * g * i * (1 - i), dc * before.c * f * (1 - f), dc * i * (1 - g * g), dh * top * o * (1 - o))
    slope = np.concatenate(gates, axis=-1)
    return slope, slope, None, dc * f


def _gru(from_x: Any, from_h: Any, before: State) -> State:
    n = from_x.shape[-1] // 3
    r = _sigmoid(from_x[..., :n] + from_h[..., :n])
    z = _sigmoid(from_x[..., n : 2 * n] + from_h[..., n : 2 * n])
    new = np.tanh(from_x[..., 2 * n :] + r * from_h[..., 2 * n :])
    return State((1 - z) * new + z * before.h, before.c, (r, z, new, from_h[..., 2 * n :]))


def _gru_back(after: State, before: State, dh: Any, dc: Any) -> tuple[Any, Any, Any, Any]:
    r, z, new, hidden = after.kept
    d_new = dh * (1 - z) * (1 - new * new)
    d_r, d_z = d_new * hidden * r * (1 - r), dh * (before.h - new) * z * (1 - z)
    to_x = np.concatenate((d_r, d_z, d_new), axis=-1)
    to_h = np.concatenate((d_r, d_z, d_new * r), axis=-1)
    return to_x, to_h, dh * z, dc


#: mode of cuDNN -> (gates, step, its gradient: by from_x, by from_h, by h directly (or None), by c)
MODES: dict[str, tuple[int, Callable, Callable]] = {
    "CUDNN_RNN_RELU": (1, _relu, _plain_back),
    "CUDNN_RNN_TANH": (1, _tanh, _plain_back),
    "CUDNN_LSTM": (4, _lstm, _lstm_back),
    "CUDNN_GRU": (3, _gru, _gru_back),
}


@dataclass
class Run:
    """One layer and direction over a sequence. `weights` are W, R, bW and bR."""

    mode: str
    weights: tuple[Any, Any, Any, Any]
    backwards: bool
    x: Any = None
    states: list[State] = field(default_factory=list)
    to_x: Any = None
    to_h: Any = None

    def forward(self, x: Any, h: Any, c: Any) -> Any:
        """The outputs (steps, batch, hidden) for the input and the states before the first step."""
        w, r, bw, br = self.weights
        _, step, _ = MODES[self.mode]
        self.x, self.states = x, [State(h, c)]
        from_x = x @ w.T + bw
        out = get_array_module(x).empty((*x.shape[:2], h.shape[-1]), x.dtype)
        for t in self._order(len(x)):
            self.states.append(step(from_x[t], self.states[-1].h @ r.T + br, self.states[-1]))
            out[t] = self.states[-1].h
        return out

    def backward(self, gradient: Any, dh: Any, dc: Any) -> tuple[Any, Any, Any]:
        """The gradients by the input and by both states before the first step."""
        w, r, _, _ = self.weights
        _, _, back = MODES[self.mode]
        empty = get_array_module(gradient).empty
        self.to_x, self.to_h = (empty((*gradient.shape[:2], w.shape[0]), gradient.dtype) for _ in range(2))
        for t, place in reversed(list(zip(self._order(len(gradient)), range(1, len(gradient) + 1)))):
            after, before = self.states[place], self.states[place - 1]
            self.to_x[t], self.to_h[t], direct, dc = back(after, before, dh + gradient[t], dc)
            dh = self.to_h[t] @ r
            if direct is not None:
                dh += direct
        return self.to_x @ w, dh, dc

    def accumulate(self, into: tuple[Any, Any, Any, Any], scale: float) -> None:
        """Adds scale times the gradients of the weights."""
        dw, dr, dbw, dbr = into
        order = list(self._order(len(self.x)))
        before = get_array_module(self.x).stack([state.h for state in self.states[:-1]])
        to_x, to_h = (g.reshape(-1, g.shape[-1]) for g in (self.to_x, self.to_h[order]))
        dw += scale * (to_x.T @ self.x.reshape(len(to_x), -1))
        dr += scale * (to_h.T @ before.reshape(len(to_h), -1))
        dbw += scale * to_x.sum(0)
        dbr += scale * to_h.sum(0)

    def _order(self, steps: int) -> range:
        return range(steps - 1, -1, -1) if self.backwards else range(steps)

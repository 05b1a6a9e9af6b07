"""What traces are made of: functions of arrays, the last of which they write."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..kernels.native import steps
from ..nn.transfer import class_axis


def copy(x: Any, out: Any) -> None:
    np.copyto(out, x)


def sigmoid(x: Any, out: Any) -> None:
    np.negative(x, out)
    np.exp(out, out)
    np.add(out, 1, out)
    np.reciprocal(out, out)


def sigmoid_gradient(y: Any, g: Any, out: Any) -> None:
    slope = np.subtract(1, y)  # not in `out`: that may be g, where a module is in a graph twice
    np.multiply(slope, y, slope)
    np.multiply(g, slope, out)


def tanh_gradient(y: Any, g: Any, out: Any) -> None:
    slope = np.multiply(y, y)
    np.subtract(1, slope, slope)
    np.multiply(g, slope, out)


def log_softmax(x: Any, out: Any) -> None:
    """Of the rows of a matrix."""
    class_axis.by_samples(class_axis.log_softmax, 1, x, out)


def log_softmax_gradient(y: Any, g: Any, out: Any) -> None:
    class_axis.by_samples(class_axis.log_softmax_gradient, 1, y, g, out)


def sum_rows(g: Any, total: Any) -> None:
    """total += the sum of the rows of g."""
    np.add(total, g.sum(0), total)


#: What they are called in programs.
CODES: dict[Any, int] = {
    copy: steps.COPY,
    np.add: steps.ADD,
    np.multiply: steps.MULTIPLY,
    np.tanh: steps.TANH,
    sigmoid: steps.SIGMOID,
    sigmoid_gradient: steps.SIGMOID_GRADIENT,
    tanh_gradient: steps.TANH_GRADIENT,
    log_softmax: steps.LOG_SOFTMAX,
    log_softmax_gradient: steps.LOG_SOFTMAX_GRADIENT,
    sum_rows: steps.SUM_ROWS,
}

"""What traces are made of: functions of arrays, the last of which they write."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..kernels.native import steps
from ..nn.transfer import class_axis
from ..nn.transfer.sigmoid import sigmoid, sigmoid_gradient
from ..nn.transfer.tanh import tanh_gradient


def copy(x: Any, out: Any) -> None:
    np.copyto(out, x)


def log_softmax(x: Any, out: Any) -> None:
    """Of the rows of a matrix."""
    class_axis.log_softmax(x, 1, out)


def log_softmax_gradient(y: Any, g: Any, out: Any) -> None:
    class_axis.log_softmax_gradient(y, g, 1, out)


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

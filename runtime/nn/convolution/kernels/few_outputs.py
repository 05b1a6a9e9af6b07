"""Convolution with few outputs (an image's colours): several windows of a line at once, as outputs of a wider window.

oneDNN computes 16 outputs in the time of one. With three of them, five windows side by side make 15: a kernel that
steps by five and is wider by four, in which the five outputs have their weights 0 to 4 elements further on.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ....kernels.onednn import convolution as onednn
from .axes import Axis
from .scratch import buffer

LANES = 16  # outputs that oneDNN computes at once
#: Multiplications and additions below which it is not worth the copies.
LEAST = 4e7
WORTH = 0.7  # of the direct convolution's work, at most


def pays(x: Any, outputs: int, axes: Sequence[Axis]) -> bool:
    """Whether `forward` is faster than the convolution as it is."""
    last = axes[-1]
    together = _together(outputs, last)
    if together < 2 or last.stride != 1 or last.dilation != 1 or not onednn.available():
        return False
    work = 2.0 * len(x) * x.shape[1] * outputs * math.prod([axis.kernel * axis.out for axis in axes])
    fewer = last.kernel + together - 1 <= WORTH * last.kernel * together
    return fewer and work >= LEAST and type(x) is np.ndarray and x.dtype == np.float32


def forward(x: Any, weight: Any, bias: Any, out: Any, axes: Sequence[Axis]) -> bool:
    """out = weight (outputs, planes, *kernel) * windows of x + bias. Returns whether it was done."""
    last, outputs = axes[-1], len(weight)
    together = _together(outputs, last)
    wide = Axis(last.size, -(-last.out // together), last.kernel + together - 1, together, last.pad)
    several = buffer("few outputs", (len(x), outputs * together, *out.shape[2:-1], wide.out), x.dtype)
    biases = None if bias is None else np.repeat(bias, together)
    if not onednn.forward(x, _shifted(weight, together), biases, several, (*axes[:-1], wide)):
        return False
    with np.errstate(invalid="ignore", over="ignore"):
        finite = np.isfinite(several.sum())
    if not finite:  # the zeros beside a kernel make NaN of what is infinite beside its window
        return False
    several = several.reshape(len(x), outputs, together, *several.shape[2:])
    for r in range(together):
        part = out[..., r::together]
        part[...] = several[:, :, r, ..., : part.shape[-1]]
    return True


def _together(outputs: int, last: Axis) -> int:
    """Windows at once."""
    return min(LANES // outputs, last.out)


def _shifted(weight: Any, together: int) -> Any:
    """(outputs * together, planes, *kernel): each output's weights, 0, 1, 2 ... places further along the last axis."""
    kernel = weight.shape[-1]
    kernels = np.zeros((len(weight), together, *weight.shape[1:-1], kernel + together - 1), weight.dtype)
    for r in range(together):
        kernels[:, r, ..., r : r + kernel] = weight
    return kernels.reshape(-1, *kernels.shape[2:])

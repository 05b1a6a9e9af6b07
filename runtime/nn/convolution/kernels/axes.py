"""How a window slides along one dimension: sizes, and which outputs see which inputs."""

from __future__ import annotations

import functools
import math
from typing import NamedTuple

import numpy as np


class Axis(NamedTuple):
    """One spatial dimension: `out` windows of `kernel` elements over `size` inputs."""

    size: int
    out: int
    kernel: int
    stride: int = 1
    pad: int = 0
    dilation: int = 1

    def span(self, k: int, first: int = 0, last: int | None = None) -> tuple[int, int, slice]:
        """Windows first <= o < last whose element `k` lies inside the input, as (start, stop, input slice)."""
        last = self.out if last is None else last
        shift = k * self.dilation - self.pad
        start = max(first, -(shift // self.stride)) if shift < 0 else first
        stop = max(start, min(last, (self.size - 1 - shift) // self.stride + 1))
        begin = start * self.stride + shift
        return start, stop, slice(begin, begin + max(0, (stop - start - 1) * self.stride + 1), self.stride)

    @property
    def extent(self) -> int:
        """Inputs from the first to the last element of a window."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def covered(self) -> bool:
        """Whether every window lies inside the input."""
        return self.pad == 0 and (self.out - 1) * self.stride + self.extent <= self.size

    @property
    def plain(self) -> bool:
        """Whether windows are the inputs themselves, one each."""
        return self.kernel == 1 and self.stride == 1 and self.pad == 0


@functools.lru_cache(maxsize=1024)
def spans(axis: Axis) -> list[tuple[int, int, slice]]:
    """`span` for each element of the kernel."""
    return [axis.span(k) for k in range(axis.kernel)]


def convolution_axis(size: int, kernel: int, stride: int, pad: int, dilation: int = 1) -> Axis:
    """The axis of a convolution; `out` is below 1 where the input is too small."""
    out = (size + 2 * pad - dilation * (kernel - 1) - 1) // stride + 1
    return Axis(size, out, kernel, stride, pad, dilation)


def transposed_axis(size: int, kernel: int, stride: int, pad: int, adj: int, dilation: int = 1) -> Axis:
    """The axis of the convolution whose transpose maps `size` inputs to its `size` field."""
    produced = (size - 1) * stride - 2 * pad + dilation * (kernel - 1) + 1 + adj
    return Axis(produced, size, kernel, stride, pad, dilation)


def pooling_axis(size: int, kernel: int, stride: int, pad: int, dilation: int, ceil: bool, padded: bool) -> Axis:
    """The axis of a pooling; `ceil` keeps incomplete windows, `padded` says whether any axis has padding."""
    # Torch divides in float32
    steps = np.float32(size - dilation * (kernel - 1) - 1 + 2 * pad) / np.float32(stride)
    out = int(math.ceil(steps) if ceil else math.floor(steps)) + 1
    if padded and (out - 1) * stride >= size + pad:
        out -= 1  # the last window must start inside the image
    return Axis(size, out, kernel, stride, pad, dilation)

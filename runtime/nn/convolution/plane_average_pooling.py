"""What the average poolings share, in two and three dimensions."""

from __future__ import annotations

import functools
from typing import Any, ClassVar

import numpy as np

from ...backend import get_array_module
from .geometry import pooling_axes
from .kernels import checks, sum_pool
from .kernels.axes import Axis, pooling_axis
from .windowed import Windowed, planes_of


class PlaneAveragePooling(Windowed):
    """Base of SpatialAveragePooling and VolumetricAveragePooling: means over windows.

    With `count_include_pad` padding counts as zeros, else a window is what lies inside the image.
    Without `divide` (as files of old versions have it) the mean is multiplied by the kernel's size.
    """

    ceil_mode: Any = None
    count_include_pad: Any = None
    divide: Any = None
    _dimension_text: ClassVar[str] = "3D or 4D input tensor expected but got:"

    def _axes(self, input: Any, gradOutput: Any = None) -> tuple[Axis, ...]:
        return pooling_axes(self, input, gradOutput)

    def _checked_axes(self, input: Any) -> tuple[Axis, ...]:
        kernel, stride, pad = self._each("k"), self._each("d"), self._each("pad", 0)
        checks.positive("kernel size", self._names("k"), kernel, 5)
        checks.positive("stride", self._names("d"), stride, 8)
        spatial = len(kernel)
        checks.dimension(input, (spatial + 1, spatial + 2), self._dimension_text)
        self._check_padding(input, kernel, pad)
        parameters = zip(input._size[-spatial:], kernel, stride, pad)
        axes = tuple([pooling_axis(*p, 1, bool(self.ceil_mode), any(pad)) for p in parameters])
        planes, out = input._size[-spatial - 1], [axis.out for axis in axes]
        if min(out) < 1:
            raise checks.too_small((planes, *[a.size for a in axes]), (planes, *out))
        return axes

    def _check_padding(self, input: Any, kernel: tuple[int, ...], pad: tuple[int, ...]) -> None:
        if any(k // 2 < p for k, p in zip(kernel, pad)):
            names = [*self._names("pad")[::-1], *self._names("k")[::-1]]
            listed = ", ".join(f"{n} = {int(getattr(self, n))}" for n in names)
            raise checks.argument(2, f"pad should be smaller than half of kernel size, but got {listed}")

    def _factor(self, axes: tuple[Axis, ...], dtype: Any, xp: Any) -> Any:
        """What the sum of each window is multiplied by: a number or an array."""
        include = self.count_include_pad is None or bool(self.count_include_pad)
        whole = 1 if self._divides() else int(np.prod(self._each("k")))
        return _factor(axes, include, whole, dtype, xp)

    def _divides(self) -> bool:
        return self.divide is not None and self.divide is not False

    def updateOutput(self, input: Any) -> Any:
        checks.same_type(self, input)
        axes = self._axes(input)
        x = planes_of(input.array, len(axes))
        shape = (*input._size[: -len(axes)], *[axis.out for axis in axes])
        out = planes_of(self.output.resize_array(shape), len(axes))
        sum_pool.sums(x, out, axes, self._factor(axes, x.dtype, get_array_module(x)))
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if self.gradInput is None:
            return None
        checks.same_type(self, input, gradOutput)
        axes = self._axes(input, gradOutput)
        into = planes_of(self.gradInput.resize_array(input._size), len(axes))
        gradient = planes_of(gradOutput.array, len(axes))
        sum_pool.spread(gradient, into, axes, self._factor(axes, into.dtype, get_array_module(into)))
        return self.gradInput


@functools.lru_cache(maxsize=256)
def _factor(axes: tuple[Axis, ...], include: bool, whole: int, dtype: Any, xp: Any) -> Any:
    """`whole` divided by the number of elements in each window, those in the padding included or not."""
    with np.errstate(divide="ignore"):
        factor = 1 / xp.asarray(sum_pool.window_sizes(axes, include, xp), np.float64)
    return (factor * whole).astype(dtype)

"""What the max poolings share, in two and three dimensions."""

from __future__ import annotations

from typing import Any, ClassVar

from ...backend import get_array_module
from .geometry import pooling_axes
from .kernels import checks, max_pool, tiled_pool
from .kernels.axes import Axis, pooling_axis
from .kernels.blocks import over_planes
from .windowed import Windowed, drop, evaluating, index_tensor, planes_of


class PlaneMaxPooling(Windowed):
    """Base of SpatialMaxPooling, VolumetricMaxPooling and their dilated kin.

    In training the places of the maxima are kept in `indices`, as Torch's files have them. After
    evaluate() they are found only when backward needs them, unless an unpooling asked for them.
    """

    #: An unpooling uses `indices`: keep them in evaluation too. Not a field: it is in no file.
    __slots__ = ("_wanted_indices",)

    indices: Any = None
    _counted_from: ClassVar[int] = 1
    ceil_mode: Any = None
    #: The input's sizes are kept under these names.
    _size_fields: ClassVar[tuple[str, ...]] = ("iheight", "iwidth")
    _dimension_text: ClassVar[str] = "3D or 4D input tensor expected but got:"

    def ceil(self) -> Any:
        """Output sizes are rounded up: incomplete windows count; returns self."""
        self.ceil_mode = True
        return self

    def floor(self) -> Any:
        """Output sizes are rounded down; returns self."""
        self.ceil_mode = False
        return self

    def keepIndices(self) -> None:
        """From now on `indices` is filled in evaluation too."""
        self._wanted_indices = True

    def _copy_slots(self, clone: Any) -> None:
        if getattr(self, "_wanted_indices", False):
            clone.keepIndices()

    def _prepare(self, input: Any) -> None:
        self.indices = index_tensor(self.indices, input)
        names = self._size_fields
        for name, size in zip(names, input._size[-len(names) :]):
            setattr(self, name, size)
        if self.ceil_mode is None:
            self.ceil_mode = False
        for name in self._names("pad"):
            if getattr(self, name, None) is None:
                setattr(self, name, 0)

    def _axes(self, input: Any, gradOutput: Any = None) -> tuple[Axis, ...]:
        return pooling_axes(self, input, gradOutput)

    def _checked_axes(self, input: Any) -> tuple[Axis, ...]:
        kernel, stride, pad = self._each("k"), self._each("d"), self._each("pad", 0)
        dilation = self._each("dilation", 1)
        checks.positive("kernel size", self._names("k"), kernel, 5)
        checks.positive("stride", self._names("d"), stride, 8)
        checks.positive("dilation", self._names("dilation"), dilation, 12)
        spatial = len(kernel)
        checks.dimension(input, (spatial + 1, spatial + 2), self._dimension_text)
        if any(k // 2 < p for k, p in zip(kernel, pad)):
            raise checks.argument(2, self._pad_text())
        parameters = zip(input._size[-spatial:], kernel, stride, pad, dilation)
        axes = tuple([pooling_axis(*p, bool(self.ceil_mode), any(pad)) for p in parameters])
        planes, out = input._size[-spatial - 1], [axis.out for axis in axes]
        if min(out) < 1:
            raise checks.too_small((planes, *[a.size for a in axes]), (planes, *out))
        return axes

    def _pad_text(self) -> str:
        names = [*self._names("pad")[::-1], *self._names("k")[::-1]]
        listed = ", ".join(f"{n} = {int(getattr(self, n))}" for n in names)
        return f"pad should be smaller than half of kernel size, but got {listed}"

    def updateOutput(self, input: Any) -> Any:
        self._prepare(input)
        checks.same_type(self, input)
        axes = self._axes(input)
        x = planes_of(input.array, len(axes))
        shape = (*input._size[: -len(axes)], *[axis.out for axis in axes])
        out = planes_of(self.output.resize_array(shape), len(axes))
        if evaluating(self) and not getattr(self, "_wanted_indices", False):
            self.indices.set()
            max_pool.maxima(x, out, axes)
        else:
            self._maxima(x, out, self.indices.resize_array(shape), axes)
        return self.output

    def _maxima(self, x: Any, out: Any, indices: Any, axes: tuple[Axis, ...]) -> None:
        """Fills `out` and the indices as Torch stores them: 1-based places in the plane, 0 for none."""
        codes = planes_of(indices, len(axes))
        if max_pool.noted_maxima(x, out, codes, axes):
            return
        if tiled_pool.fits(axes):
            over_planes(lambda i, j: tiled_pool.maxima_and_places(x[i:j], out[i:j], codes[i:j], axes), x)
        else:
            max_pool.maxima_and_places(x, out, codes, axes, max_pool.linear_code([axis.size for axis in axes]))
        codes += 1

    def _places(self, indices: Any, axes: tuple[Axis, ...]) -> Any:
        """Places in the plane, from `_counted_from` on, below it for none, from the indices."""
        return planes_of(indices, len(axes))

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        checks.same_type(self, input, gradOutput)
        axes = self._axes(input, gradOutput)
        if self.indices is None or self.indices._size != gradOutput._size:
            x = planes_of(input.array, len(axes))
            indices = self.indices = index_tensor(self.indices, input)
            maxima = get_array_module(x).empty((len(x), *[axis.out for axis in axes]), x.dtype)
            self._maxima(x, maxima, indices.resize_array(gradOutput._size), axes)
        into = self.gradInput.resize_array(input._size)
        into.fill(0)
        places = self._places(self.indices.array, axes)
        gradient = planes_of(gradOutput.array, len(axes))
        max_pool.scatter(gradient, places, into.reshape(len(gradient), -1), axes, self._counted_from)
        return self.gradInput

    def empty(self) -> None:
        self.clearState()

    def clearState(self) -> Any:
        drop(self.indices)
        return super().clearState()

    def _pool_text(self, more: str = "") -> str:
        return self._text(f"{self._typename}({self._window_text()}", strides=True) + more + ")"

    def _upgrade(self, version: int, typename: str) -> None:
        for name in self._names("pad"):
            if getattr(self, name, None) is None:
                setattr(self, name, 0)
        if self.ceil_mode is None:
            self.ceil_mode = False

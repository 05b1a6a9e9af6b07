"""Images laid out for unfolding: padded, split by the stride, line after line.

What one element of the kernel sees of all windows is then the same stretch of memory, at a shift of its
own: unfolding is one copy for all elements whose shifts are evenly apart, in long runs.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ....backend import get_array_module, ndarray_view
from .axes import Axis
from .scratch import buffer, marked


class Taps(NamedTuple):
    """Elements of the kernel along one axis that see the same phase of the image, at shift, shift + step ..."""

    elements: slice
    number: int
    phase: int
    shift: int
    step: int


class Line(NamedTuple):
    """One axis: input i is at place (i + pad) // stride of the phase (i + pad) % stride."""

    axis: Axis
    taps: list[Taps]
    phases: list[int]
    reach: int  # the largest shift

    def inputs(self, phase: int, first: int, places: int) -> tuple[slice, slice]:
        """What of places first .. first + places of a phase is image: places (from first on), inputs."""
        axis, offset = self.axis, self.phases[phase] - self.axis.pad
        start = max(first, -(offset // axis.stride))
        stop = max(start, min(first + places, (axis.size - 1 - offset) // axis.stride + 1))
        begin = start * axis.stride + offset
        end = begin + max(0, (stop - start - 1) * axis.stride + 1)
        return slice(start - first, stop - first), slice(begin, end, axis.stride)

    @property
    def pitch(self) -> int:
        """Places from line to line: zeros after one line serve as those before the next."""
        places = self.axis.out + self.reach
        shared = places - self.axis.out
        for phase in range(len(self.phases)):
            image = self.inputs(phase, 0, places)[0]
            shared = min(shared, image.start, places - image.stop)
        return places - shared


@functools.lru_cache(maxsize=1024)
def _line(axis: Axis) -> Line:
    common = math.gcd(axis.stride, axis.dilation)
    apart = axis.stride // common  # elements so far apart see the same phase
    phases = [k * axis.dilation % axis.stride for k in range(min(apart, axis.kernel))]
    taps = []
    for k, phase in enumerate(phases):
        count = -(-(axis.kernel - k) // apart)
        shift = k * axis.dilation // axis.stride
        taps.append(Taps(slice(k, None, apart), count, sorted(phases).index(phase), shift, axis.dilation // common))
    reach = (axis.kernel - 1) * axis.dilation // axis.stride
    return Line(axis, taps, sorted(phases), reach)


class Planes:
    """Memory for windows first..last (of the first axis) of some samples' planes.

    `wide` says that windows are taken as wide as lines are apart: those between the ends of one line and
    the start of the next are void, but copies run on over them.
    """

    def __init__(
        self, samples: int, planes: int, axes: Sequence[Axis], first: int, last: int, wide: bool, dtype: Any, xp: Any
    ) -> None:
        self.lines = [_line(axis) for axis in axes]
        self.first = first
        self.windows = [last - first, *[axis.out for axis in axes[1:]]]
        extent = [count + line.reach for count, line in zip(self.windows, self.lines)]
        if len(axes) > 1:
            extent[-1] = self.lines[-1].pitch
        self.extent = extent
        if wide and len(axes) > 1:
            self.windows[-1] = extent[-1]
        self.steps = [math.prod(extent[d + 1 :]) for d in range(len(extent))]
        size = math.prod(extent) + self.lines[-1].reach
        counts = [len(line.phases) for line in self.lines]
        self.phase_steps = [math.prod(counts[d + 1 :]) * size for d in range(len(counts))]
        self.plane = math.prod(counts) * size
        self.counts = samples, planes
        self.memory = buffer("planes", (samples * planes * self.plane,), dtype, xp)

    def _view(self, offset: int, shape: Sequence[int], steps: Sequence[int]) -> Any:
        return ndarray_view(self.memory, self.memory.dtype, offset, tuple(shape), tuple(steps))

    def _images(self) -> Iterator[tuple[Any, tuple]]:
        """The image's part of each phase (samples, planes, *places), and which inputs these are."""
        samples, planes = self.counts
        for phases in itertools.product(*[range(len(line.phases)) for line in self.lines]):
            parts = [
                line.inputs(phase, self.first if d == 0 else 0, size)
                for d, (line, phase, size) in enumerate(zip(self.lines, phases, self.extent))
            ]
            offset = sum(p * step for p, step in zip(phases, self.phase_steps))
            offset += sum(place.start * step for (place, _), step in zip(parts, self.steps))
            shape = [place.stop - place.start for place, _ in parts]
            view = self._view(offset, (samples, planes, *shape), (planes * self.plane, self.plane, *self.steps))
            yield view, (slice(None), slice(None), *[inputs for _, inputs in parts])

    def load(self, x: Any) -> Planes:
        """Takes the images (samples, planes, *sizes) in."""
        if not marked("planes", self.memory, self._key()):
            self.memory.fill(0)  # else what is not image is 0 from the last time
        for view, inputs in self._images():
            view[...] = x[inputs]
        return self

    def clear(self) -> Planes:
        """All 0, to `fold` into."""
        marked("planes", self.memory, None)
        self.memory.fill(0)
        return self

    def _key(self) -> tuple:
        axes = tuple([line.axis for line in self.lines])
        return axes, self.counts, self.first, tuple(self.windows), self.memory.dtype.str

    def store(self, x: Any, bias: Any = None) -> None:
        """Gives the images out; what no window sees is the bias (or 0)."""
        x[...] = 0 if bias is None else bias
        for view, inputs in self._images():
            if bias is None:
                x[inputs] = view
            else:
                x[inputs] += view

    def _taps(self) -> Iterator[tuple[tuple[slice, ...], list[int], list[int], int]]:
        """Elements of the kernel that lie evenly apart: which of the columns, how many, how far apart, the first."""
        for taps in itertools.product(*[line.taps for line in self.lines]):
            offset = sum(t.phase * step for t, step in zip(taps, self.phase_steps))
            offset += sum(t.shift * step for t, step in zip(taps, self.steps))
            yield (
                (slice(None), *[t.elements for t in taps]),
                [t.number for t in taps],
                [t.step * step for t, step in zip(taps, self.steps)],
                offset,
            )

    def unfold(self, columns: Any) -> None:
        """columns[c, *k, n, *o] = what element k of the kernel sees of window o in plane c of sample n."""
        samples, planes = self.counts
        for elements, counts, apart, offset in self._taps():
            shape = (planes, *counts, samples, *self.windows)
            steps = (self.plane, *apart, planes * self.plane, *self.steps)
            columns[elements] = self._view(offset, shape, steps)

    def fold(self, columns: Any, row: int = 0) -> None:
        """The transpose of unfold: adds columns, of windows from `row` on, where they were taken from."""
        samples, planes = self.counts
        shape = (planes, samples, *columns.shape[-len(self.windows) :])
        steps = (self.plane, planes * self.plane, *self.steps)
        for elements, counts, apart, offset in self._taps():
            part = columns[elements]
            offset += row * self.steps[0]
            for place in itertools.product(*[range(n) for n in counts]):
                shift = sum(k * step for k, step in zip(place, apart))
                seen: tuple = (slice(None), *place)
                self._view(offset + shift, shape, steps)[...] += part[seen]


def direct(x: Any, columns: Any, axes: Sequence[Axis], first: int) -> None:
    """As Planes.unfold without laying images out: for windows without padding, `first` the first of them."""
    xp, steps = get_array_module(x), x.strides[2:]
    kernel = [axis.kernel for axis in axes]
    shape = (x.shape[1], *kernel, len(x), *columns.shape[len(kernel) + 2 :])
    strides = (
        x.strides[1],
        *[axis.dilation * step for axis, step in zip(axes, steps)],
        x.strides[0],
        *[axis.stride * step for axis, step in zip(axes, steps)],
    )
    columns[...] = xp.lib.stride_tricks.as_strided(x[:, :, first * axes[0].stride :], shape, strides)


def gap(axes: Sequence[Axis]) -> int:
    """How many windows a line of wide windows has more."""
    return _line(axes[-1]).pitch - axes[-1].out if len(axes) > 1 else 0

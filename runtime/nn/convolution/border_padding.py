"""What the paddings share that take the border from the image."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from ...errors import TorchError
from ..module import Module
from .kernels import borders, checks
from .windowed import planes_of


class BorderPadding(Module):
    """Base of SpatialReflectionPadding, SpatialReplicationPadding and VolumetricReplicationPadding.

    `_sides` names the fields (before, after) of each padded dimension, outermost first.
    """

    _sides: ClassVar[tuple[tuple[str, str], ...]] = (("pad_t", "pad_b"), ("pad_l", "pad_r"))
    _map: ClassVar[Callable[..., np.ndarray]]
    _indent = " " * 9

    def _allowed(self) -> tuple[int, int]:
        spatial = len(self._sides)
        return spatial + 1, spatial + 2

    def _maps(self, input: Any) -> list[np.ndarray]:
        low, high = self._allowed()
        if len(input._size) not in (low, high):
            raise TorchError(f"input must be {low} or {high}-dimensional")
        maps = []
        for (before, after), size in zip(self._sides, input._size[-len(self._sides) :]):
            pads = int(getattr(self, before)), int(getattr(self, after))
            if size + sum(pads) < 1:
                raise self._too_small(input)
            places = type(self)._map(size, *pads)
            if places.min() < 0 or places.max() >= size:
                raise TorchError(
                    f"{self._typename}: padding {before}={pads[0]}, {after}={pads[1]} needs more than "
                    f"the {size} elements that the input has there"
                )
            maps.append(places)
        return maps

    def _too_small(self, input: Any) -> TorchError:
        names = "DHW"[-len(self._sides) :]
        sizes = input._size[-len(self._sides) :]
        out = [s + int(getattr(self, a)) + int(getattr(self, b)) for s, (a, b) in zip(sizes, self._sides)]
        given = " ".join(f"{n}: {s}," for n, s in zip(names, sizes))[:-1]
        computed = " ".join(f"{n}: {s}" for n, s in zip(names, out))
        return checks.argument(2, f"input ({given})is too small. Calculated output {computed}")

    def updateOutput(self, input: Any) -> Any:
        maps = self._maps(input)
        checks.same_type(self, input)
        out = self.output.resize_array((*input._size[: -len(maps)], *[len(m) for m in maps]))
        borders.gather(planes_of(input.array, len(maps)), planes_of(out, len(maps)), maps)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        low, high = self._allowed()
        if len(input._size) not in (low, high) or len(input._size) != len(gradOutput._size):
            raise TorchError(
                f"input and gradOutput must be {low} or {high}-dimensional\n"
                f"{self._indent}and have equal number of dimensions"
            )
        maps = self._maps(input)
        if gradOutput._size != (*input._size[: -len(maps)], *[len(m) for m in maps]):
            raise TorchError("input and gradOutput must be compatible in size")
        checks.same_type(self, input, gradOutput)
        into = planes_of(self.gradInput.resize_array(input._size), len(maps))
        borders.scatter(planes_of(gradOutput.array, len(maps)), into, maps)
        return self.gradInput


class PlaneBorderPadding(BorderPadding):
    """Two dimensions: pad_l, pad_r, pad_t, pad_b; all are pad_l by default."""

    def __init__(
        self, pad_l: int, pad_r: int | None = None, pad_t: int | None = None, pad_b: int | None = None
    ) -> None:
        super().__init__()
        self.pad_l = pad_l
        self.pad_r = pad_l if pad_r is None else pad_r
        self.pad_t = pad_l if pad_t is None else pad_t
        self.pad_b = pad_l if pad_b is None else pad_b

    def __tostring__(self) -> str:
        sides = (self.pad_l, self.pad_r, self.pad_t, self.pad_b)
        return "{}(l={}, r={}, t={}, b={})".format(self._typename, *[int(s) for s in sides])

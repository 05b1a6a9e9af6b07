"""What the upsamplings share: scale factors and the record of sizes."""

from __future__ import annotations

from typing import Any, ClassVar

from ...errors import TorchError
from ...storage import LongStorage
from ..module import Module


class Upsampler(Module):
    """Base of SpatialUpSamplingNearest, SpatialUpSamplingBilinear and UpSampling."""

    scale_factor: Any = None
    odepth: Any = None
    oheight: Any = None
    owidth: Any = None
    inputSize: Any = None
    outputSize: Any = None
    _most_dims: ClassVar[int] = 4

    def _set_scale(self, scale: float) -> None:
        self.scale_factor = scale
        if scale < 1:
            raise TorchError("scale_factor must be greater than 1")
        if scale != int(scale):
            raise TorchError("scale_factor must be integer")

    def _allocate_sizes(self) -> None:
        self.inputSize = LongStorage(self._most_dims).fill(0)
        self.outputSize = LongStorage(self._most_dims).fill(0)

    def _wanted(self, size: tuple[int, ...], spatial: int) -> tuple[int, ...]:
        """Output size for an input of this size; also noted in inputSize and outputSize."""
        if self.scale_factor is not None:
            out = [n * int(self.scale_factor) for n in size[-spatial:]]
        else:
            if spatial == 3 and self.odepth is None:
                raise TorchError("No output depth dimension was supplied for volumetric upsampling")
            out = [int(v) for v in (self.odepth, self.oheight, self.owidth)[-spatial:]]
        wanted = (*size[:-spatial], *out)
        if self.inputSize is None or self.outputSize is None:
            self._allocate_sizes()
        self.inputSize.array[: len(size)] = size
        self.outputSize.array[: len(size)] = wanted
        return wanted

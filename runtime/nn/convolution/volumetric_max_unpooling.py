"""The way back of a volumetric max pooling (nn.VolumetricMaxUnpooling)."""

from __future__ import annotations

from typing import Any

from ...backend import get_array_module
from ...registry import register
from .plane_max_unpooling import PlaneMaxUnpooling


@register("nn.VolumetricMaxUnpooling")
class VolumetricMaxUnpooling(PlaneMaxUnpooling):
    """Puts every value where the given VolumetricMaxPooling took its maximum from; all else is zero."""

    _pooling_name = "nn.VolumetricMaxPooling"
    _dims = "THW"
    _dimension_text = "4D or 5D (batch mode) tensor expected for input, but got:"

    def setParams(self) -> None:
        """Takes over the indices, the size of the pooling's last input, its strides and its padding."""
        pooling = self.pooling
        self.indices = pooling.indices
        self.otime, self.oheight, self.owidth = pooling.itime, pooling.iheight, pooling.iwidth
        self.dT, self.dH, self.dW = pooling.dT, pooling.dH, pooling.dW
        self.padT, self.padH, self.padW = pooling.padT, pooling.padH, pooling.padW

    def _sizes(self) -> tuple[int, ...]:
        return self.otime, self.oheight, self.owidth

    def _size_names(self) -> tuple[str, ...]:
        return "T", "H", "W"

    def _places(self, indices: Any) -> Any:
        xp = get_array_module(indices)
        places = xp.zeros(indices.shape, indices.dtype)
        fields = zip(self._sizes(), (self.dT, self.dH, self.dW), (self.padT, self.padH, self.padW))
        for d, (size, stride, pad) in enumerate(fields):
            windows = xp.arange(indices.shape[d - 3]).reshape(-1, *[1] * (2 - d)) * int(stride) - int(pad)
            places *= size
            places += ((indices >> (8 * d)) & 255) + windows
        return places

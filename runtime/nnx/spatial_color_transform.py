"""Colors of images in other terms (nnx's nn.SpatialColorTransform)."""

from __future__ import annotations

from typing import Any

from ..errors import TorchError
from ..nn.module import Module
from ..registry import register
from .spatial_linear import SpatialLinear

#: Weights of the linear transforms, a row for each plane of the output.
_LINEAR = {
    "yuv2rgb": [[1, 0, 1.13983], [1, -0.39465, -0.58060], [1, 2.03211, 0]],
    "rgb2yuv": [[0.299, 0.587, 0.114], [-0.14713, -0.28886, 0.436], [0.615, -0.51499, -0.10001]],
    "rgb2y": [[0.299, 0.587, 0.114]],
}
#: Those that the package image computes; hsv2rgb is known, but leaves the output as it is.
_OTHERS = ("rgb2hsl", "rgb2hsv", "hsl2rgb", "hsv2rgb", "rgb2nrgb", "rgb2y+nrgb")


@register("nn.SpatialColorTransform")
class SpatialColorTransform(Module):
    """Transforms the 3 planes of an image: yuv2rgb, rgb2yuv, rgb2y; rgb2hsl, rgb2hsv, hsl2rgb, rgb2nrgb, rgb2y+nrgb.

    Only the first three, which are nn.SpatialLinear, have a gradient.
    """

    linear: Any = None

    def __init__(self, type: str) -> None:
        super().__init__()
        self.transform = type
        self.islinear = type in _LINEAR
        if self.islinear:
            weights = _LINEAR[type]
            self.linear = SpatialLinear(3, len(weights))
            self.linear.weight.array[...] = weights
            self.linear.bias.zero()
        elif type not in _OTHERS:
            known = " | ".join((*_LINEAR, *_OTHERS))
            raise TorchError(f"nn.SpatialColorTransform: transform required, one of {known}")

    def updateOutput(self, input: Any) -> Any:
        if self.islinear:
            self.output = self.linear.updateOutput(input)
        elif self.transform != "hsv2rgb":
            self.output = _by_image(self.transform, input)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if not self.islinear:
            raise TorchError("nn.SpatialColorTransform: updateGradInput not implemented for non-linear transforms")
        self.gradInput = self.linear.updateGradInput(input, gradOutput)
        return self.gradInput

    def type(self, type: str | None = None, tensorCache: Any = None) -> None:
        """Converts all tensors; returns nothing, as in nnx."""
        super().type(type, tensorCache)


def _by_image(transform: str, input: Any) -> Any:
    """What the package image makes of the input (nnx passes it the arguments in the wrong order)."""
    from .. import image

    if transform != "rgb2y+nrgb":
        return getattr(image, transform)(input)
    output = type(input)()
    out = output.resize_array((4, *input._size[1:]))
    out[:1], out[1:] = image.rgb2y(input).array, image.rgb2nrgb(input).array
    return output

"""An image in several scales, each with a net of its own (nnx's nn.SpatialPyramid)."""

from __future__ import annotations

import math
from typing import Any

from ..errors import TorchError
from ..nn.container.concat_table import ConcatTable
from ..nn.container.parallel_table import ParallelTable
from ..nn.container.sequential import Sequential
from ..nn.module import Module
from ..registry import register
from ..table import Table
from .spatial_padding import SpatialPadding
from .spatial_re_sampling_ex import SpatialReSamplingEx


@register("nn.SpatialPyramid")
class SpatialPyramid(Module):
    """Scales an image (planes x H x W) down by each of `ratios`, runs its processor, and scales the result up again.

    Processors have kernels of kW x kH and steps dW x dH. ``focus(x, y, w, h)`` restricts them to what results in
    w x h pixels around (x, y), ``focus()`` takes that back. With `prescaled_input` the input is the table of scaled
    images. The output is a table of images.
    """

    def __init__(
        self,
        ratios: Any,
        processors: Any,
        kW: int,
        kH: int,
        dW: int,
        dH: int,
        xDimIn: int | None = None,
        yDimIn: int | None = None,
        xDimOut: int | None = None,
        yDimOut: int | None = None,
        prescaled_input: bool | None = None,
    ) -> None:
        super().__init__()
        self.prescaled_input = prescaled_input or False
        ratios, processors = (v if isinstance(v, Table) else Table(v) for v in (ratios, processors))
        if len(ratios) != len(processors):
            raise TorchError("assertion failed!")
        self.ratios, self.processors = ratios, processors
        self.kH, self.kW, self.dH, self.dW = kH, kW, dH, dW
        self.focused = False
        self.x = self.y = self.wFocus = self.hFocus = 0
        self.focused_pipeline = ConcatTable()
        self.unfocused_pipeline = ParallelTable() if prescaled_input else ConcatTable()
        for ratio, processor in zip(ratios.array_values(), processors.array_values()):
            shrink = {"rwidth": 1 / ratio, "rheight": 1 / ratio, "mode": "average", "xDim": xDimIn, "yDim": yDimIn}
            grow = {"rwidth": ratio, "rheight": ratio, "mode": "simple", "xDim": xDimOut, "yDim": yDimOut}
            near = Sequential().add(SpatialPadding(0, 0, 0, 0, yDimIn, xDimIn))
            self.focused_pipeline.add(near.add(SpatialReSamplingEx(**shrink)).add(processor))
            far = Sequential()
            if not prescaled_input:
                left, right, top, bottom = self._margins()
                padding = SpatialPadding(left, right, top, bottom, yDimIn, xDimIn)
                far.add(SpatialReSamplingEx(**shrink)).add(padding)
            self.unfocused_pipeline.add(far.add(processor).add(SpatialReSamplingEx(**grow)))

    def _margins(self) -> list[int]:
        """Padding left, right, above and below that makes up for a processor's kernels."""
        wide, tall = self.kW - self.dW, self.kH - self.dH
        return [way(n / 2) for n in (wide, tall) for way in (math.floor, math.ceil)]

    def focus(self, x: Any = None, y: Any = None, w: Any = None, h: Any = None) -> None:
        """Looks at the place (x, y) only, so that processors put out w x h (1 x 1) pixels; without it, everywhere."""
        self.focused = bool(x is not None and y is not None)
        if not self.focused:
            return
        self.x, self.y = x, y
        width = (1 if w is None else w) - 1, self.dW, self.kW
        height = (1 if h is None else h) - 1, self.dH, self.kH
        for name, (steps, step, kernel) in (("winWidth", width), ("winHeight", height)):
            setattr(self, name, Table([ratio * (steps * step + kernel) for ratio in self.ratios.array_values()]))

    def configureFocus(self, wImg: int, hImg: int) -> None:
        """Sets the paddings (which crop) for an image of this size."""
        for i, net in enumerate(self.focused_pipeline.modules.array_values(), 1):
            padder, wide, tall = net.modules[1], self.winWidth[i] / 2, self.winHeight[i] / 2
            padder.pad_l, padder.pad_r = -self.x + math.ceil(wide), self.x + math.floor(wide) - wImg
            padder.pad_t, padder.pad_b = -self.y + math.ceil(tall), self.y + math.floor(tall) - hImg

    def checkSize(self, input: Any) -> None:
        """Raises unless height and width are multiples of all ratios."""
        if any(n % ratio for ratio in self.ratios.array_values() for n in input._size[1:3]):
            raise TorchError("SpatialPyramid: input sizes must be multiple of ratios")

    def _pipeline(self) -> Any:
        return self.focused_pipeline if self.focused else self.unfocused_pipeline

    def updateOutput(self, input: Any) -> Any:
        if not self.prescaled_input:
            self.checkSize(input)
        if self.focused:
            self.configureFocus(input._size[2], input._size[1])
        self.output = self._pipeline().updateOutput(input)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.gradInput = self._pipeline().updateGradInput(input, gradOutput)
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        self._pipeline().accGradParameters(input, gradOutput, 1 if scale is None else scale)

    def zeroGradParameters(self) -> None:
        self.focused_pipeline.zeroGradParameters()
        self.unfocused_pipeline.zeroGradParameters()

    def updateParameters(self, learningRate: float) -> None:
        self._pipeline().updateParameters(learningRate)

    def parameters(self) -> Any:
        return self._pipeline().parameters()

    def __tostring__(self) -> str:
        kind = "focused" if self.focused else "unfocused"
        return f"SpatialPyramid ({kind})\n" + repr(self._pipeline()).replace("\n", "\n    |    ")

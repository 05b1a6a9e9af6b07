"""A classifier applied to every pixel (nnx's nn.SpatialClassifier)."""

from __future__ import annotations

from typing import Any

from ..errors import TorchError
from ..nn.container.sequential import Sequential
from ..nn.module import Module
from ..registry import register
from ..table import Table
from ..tensor import Tensor

_BUFFERS = ("inputF", "inputT", "outputF", "output", "gradOutputF", "gradOutputT", "gradInputF", "gradInput")


@register("nn.SpatialClassifier")
class SpatialClassifier(Module):
    """Gives each pixel's features, of an image (K x H x W), to `classifier` as one row of a batch.

    The output is (N x H x W), or with the field `spatialOutput` false the classifier's own (H * W x N).
    """

    spatialOutput: Any = True

    def __init__(self, classifier: Any = None) -> None:
        super().__init__()
        self.classifier = Sequential() if classifier is None else classifier
        self.spatialOutput = True
        for name in _BUFFERS:
            setattr(self, name, Tensor())
        self.modules = Table([self.classifier])

    def add(self, module: Any) -> None:
        """Adds a module to the classifier."""
        self.classifier.add(module)

    def _rows(self, image: Any, name: str) -> Any:
        """The image's pixels as rows, in the buffer `name`."""
        rows: Any = vars(self).get(name)
        if type(rows) is not type(image):
            rows = type(image)()
            setattr(self, name, rows)
        planes = image._size[0]
        pixels = image.array.reshape(planes, -1)
        rows.resize_array((pixels.shape[1], planes))[...] = pixels.T
        return rows

    def _image(self, rows: Any, name: str, height: int, width: int) -> Any:
        """Rows of pixels as an image, in the tensor `name`."""
        tensor: Any = vars(self).get(name)
        if type(tensor) is not type(rows):
            tensor = type(rows)()
            setattr(self, name, tensor)
        values = rows.array.reshape(height * width, -1)
        tensor.resize_array((values.shape[1], height, width)).reshape(values.shape[1], -1)[...] = values.T
        return tensor

    def updateOutput(self, input: Any) -> Any:
        if len(input._size) != 3:
            raise TorchError("<nn.SpatialClassifier> input should be 3D: KxHxW")
        self.outputT = self.classifier.updateOutput(self._rows(input, "inputT"))
        if not self.spatialOutput:
            self.output = self.outputT
            return self.output
        if self.output is self.outputT:
            self.output = type(input)()
        return self._image(self.outputT, "output", *input._size[1:])

    def _upper(self, gradOutput: Any) -> Any:
        if not self.spatialOutput:
            self.gradOutputT = gradOutput
            return gradOutput
        return self._rows(gradOutput, "gradOutputT")

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        rows = self._rows(input, "inputT")
        self.gradInputT = self.classifier.updateGradInput(rows, self._upper(gradOutput))
        return self._image(self.gradInputT, "gradInput", *input._size[1:])

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        self.classifier.accGradParameters(self._rows(input, "inputT"), self._upper(gradOutput), scale)

    def zeroGradParameters(self) -> None:
        self.classifier.zeroGradParameters()

    def updateParameters(self, learningRate: float) -> None:
        self.classifier.updateParameters(learningRate)

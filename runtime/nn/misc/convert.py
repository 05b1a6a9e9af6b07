"""Converts between layouts of data and between tensor types (nn.Convert)."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...registry import register
from ...tensor import TensorCore
from ..container.container import Container
from ..container.sequential import Sequential
from ..simple.common import buffer, copied, require
from ..simple.identity import Identity
from ..simple.reshape import Reshape
from ..simple.select import Select
from ..simple.transpose import Transpose

_BUFFERS = ("_input", "_gradInput", "__input", "__output", "__gradInput", "__gradOutput")


@register("nn.Convert")
class Convert(Container):
    """``Convert('bchw', 'bf')``: each letter of a shape is a dimension, b the batch (put in front if it is missing).

    Shapes of the same letters mean a transposition; else the output may be bf (features flattened), b
    (one number a sample) or bt (the opposite). Without shapes only the tensor type is converted, to
    that of the module, which happens in all cases. An input without batch dimension is a single sample.
    """

    converter: Any = None
    transposition: Any = None
    batchMode: Any = None

    def __init__(self, inputShape: str | None = None, outputShape: str | None = None) -> None:
        if outputShape and not inputShape:
            raise TorchError("Expecting non-nil arg 1 when arg 2 is provided")
        inputShape = inputShape or "b*"
        outputShape = outputShape or inputShape
        self.inputShape = inputShape if "b" in inputShape else "b" + inputShape
        self.outputShape = outputShape if "b" in outputShape else "b" + outputShape
        self.inputBatchDim = self.inputShape.index("b") + 1
        self.outputBatchDim = self.outputShape.index("b") + 1
        shapes = self.inputShape, self.outputShape
        if "b*" in shapes:
            require(shapes == ("b*", "b*"), "Both or neither shapes must be b*")
            self.nInputDim = self.nOutputDim = -1
            self.transposition = True
        else:
            self.nInputDim, self.nOutputDim = len(self.inputShape), len(self.outputShape)
            if self.nInputDim == self.nOutputDim:
                self.transposition = set(self.inputShape) <= set(self.outputShape)
        super().__init__()

    def buildConverter(self, input: Any) -> None:
        """Makes the module that does the work, on the first input."""
        if self.transposition:
            self.converter = self.transpose(self.outputShape)
        else:
            make = getattr(self, self.outputShape, None)
            if not callable(make):
                raise TorchError(f"Unrecognized conversion of shape {self.inputShape} to {self.outputShape}")
            self.converter = make(input)
        require(isinstance(self.output, TensorCore), "Expecting Tensor output")
        self.converter.type(self.output.typename)
        self.modules[1] = self.converter

    def updateOutput(self, input: Any) -> Any:
        require(isinstance(input, TensorCore), "expecting Tensor")
        if type(input) is not type(self.output):
            copied(buffer(self, "_input", self.output), input)
            input = self._input
        self.batchMode = len(input._size) >= self.nInputDim
        if not self.batchMode:
            size = list(input._size)
            size.insert(self.inputBatchDim - 1, 1)
            input = _reshaped(self, "__input", input, size)
        if self.converter is None:
            self.buildConverter(input)
        self.output = self.converter.updateOutput(input)
        if not self.batchMode:
            size = list(self.output._size)
            del size[self.outputBatchDim - 1]
            self.output = _reshaped(self, "__output", self.output, size)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        cast = vars(self).get("_input")
        given, size = input if cast is None else cast, input._size
        if not self.batchMode:
            given = vars(self)["__input"]
            gradOutput = _reshaped(self, "__gradOutput", gradOutput, self.converter.output._size)
        gradInput = self.converter.updateGradInput(given, gradOutput)
        if not self.batchMode:
            gradInput = _reshaped(self, "__gradInput", gradInput, size)
        if cast is not None:
            target = buffer(self, "_gradInput", cast)
            copied(target, gradInput)
            gradInput = target
        self.gradInput = gradInput
        return gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        """None of the converters has parameters."""

    def accUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float) -> None:
        """None of the converters has parameters."""

    def bf(self, input: Any) -> Any:
        """The converter to batch x features."""
        batch = self.findAxis("b", self.inputShape)
        if self.inputShape == "bt":
            raise TorchError("Conversion of shape bt to bf not supported: open an issue on github")
        if len(self.inputShape) == 1:
            return Reshape(1)
        first = None if batch == 1 else Transpose([1, batch])
        if len(self.inputShape) == 2:
            return first or Identity()
        flat = Reshape(input.nElement() // input.size(self.findAxis("b")))
        return flat if first is None else Sequential().add(first).add(flat)

    def b(self, input: Any) -> Any:
        """The converter to one number a sample."""
        if self.inputShape in ("bt", "tb"):
            return Select(self.findAxis("t"), 1)
        if self.inputShape in ("bf", "fb"):
            feature = self.findAxis("f")
            if input.size(feature) > 1:
                raise TorchError(f"Cannot convert shape {self.inputShape} to b when feature > 1")
            return Select(feature, 1)
        raise TorchError(f"Cannot convert shape {self.inputShape} to shape b")

    def default(self, input: Any = None) -> Any:
        """The converter that leaves the data as they are."""
        return Identity()

    def bt(self, input: Any = None) -> Any:
        """The converter from b to batch x 1."""
        self.findAxis("b")
        if self.inputShape != "b":
            raise TorchError(f"cannot convert shape '{self.inputShape}' to bt")
        return Reshape(1)

    def transpose(self, newShape: str) -> Any:
        """The converter that puts the dimensions in the order of `newShape`."""
        if newShape == self.inputShape:
            return Identity()
        shape, pairs = list(self.inputShape), []
        for i, letter in enumerate(newShape):
            j = shape.index(letter)
            if i != j:
                shape[i], shape[j] = shape[j], shape[i]
                pairs.append([j + 1, i + 1])
        return Transpose(*pairs)

    def findAxis(self, axis_char: str, shape: str | None = None, silent: Any = None) -> Any:
        """Position (from 1) of a letter in a shape, the input's by default."""
        shape = self.inputShape if shape is None else shape
        if axis_char in shape:
            return shape.index(axis_char) + 1
        if not silent:
            raise TorchError(f"Provided shape '{shape}' has no axis '{axis_char}'")
        return None

    def clearState(self) -> None:
        """Drops the buffers and returns nothing, as in Torch."""
        for name in _BUFFERS:
            vars(self).pop(name, None)

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        self.clearState()
        return super().type(type)


def _reshaped(module: Any, name: str, source: Any, size: Any) -> Any:
    """A view of `source` with these sizes in the field `name`."""
    return buffer(module, name, source).set(source.contiguous()).resize(*size)

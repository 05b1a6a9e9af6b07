"""The interface of all losses (nn.Criterion)."""

from __future__ import annotations

from typing import Any

from ...copying import clone
from ...errors import TorchError
from ...objects import TorchObject
from ...registry import register
from ...table import Table
from ...tensor import Tensor
from .. import utils


@register("nn.Criterion")
class Criterion(TorchObject):
    """Base class of losses: ``forward(input, target)`` gives a number, ``backward`` its gradient."""

    def __init__(self) -> None:
        self.gradInput = Tensor()
        self.output = 0

    def updateOutput(self, input: Any, target: Any) -> Any:
        return None

    def forward(self, input: Any, target: Any = None, *more: Any) -> Any:
        """The loss, a number."""
        return self.updateOutput(input, target, *more)

    def backward(self, input: Any, target: Any = None, *more: Any) -> Any:
        """The gradient of the loss by the input."""
        return self.updateGradInput(input, target, *more)

    def updateGradInput(self, input: Any, target: Any) -> Any:
        return None

    def clone(self) -> Any:
        """A deep copy."""
        return clone(self)

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        """Converts all tensors to `type`."""
        if type is None:
            raise TorchError("Criterion: must provide a type to convert to")
        cache = Table() if tensorCache is None else tensorCache
        fields = vars(self)
        for key, value in list(fields.items()):
            fields[key] = utils.recursiveType(value, type, cache)
        return self

    def float(self) -> Any:
        return self.type("torch.FloatTensor")

    def double(self) -> Any:
        return self.type("torch.DoubleTensor")

    def cuda(self) -> Any:
        return self.type("torch.CudaTensor")

    def cudaHalf(self) -> Any:
        return self.type("torch.CudaHalfTensor")

    def cudaDouble(self) -> Any:
        return self.type("torch.CudaDoubleTensor")

    def __call__(self, input: Any, target: Any = None) -> tuple[Any, Any]:
        """(loss, gradient); both are kept in `output` and `gradInput`."""
        input, target = utils.as_table(input), utils.as_table(target)
        self.output = self.forward(input, target)
        self.gradInput = self.backward(input, target)
        return self.output, self.gradInput

"""The interface of all losses (nn.Criterion)."""

from __future__ import annotations

from typing import Any

from ...copying import clone
from ...errors import TorchError
from ...objects import TorchObject
from ...registry import register
from ...table import Table
from ...tensor import Tensor, from_array
from .. import utils
from ..failures import TOLD, accept_nil, raise_in_words


@register("nn.Criterion")
class Criterion(TorchObject):
    """Base class of losses: ``forward(input, target)`` gives a number, ``backward`` its gradient."""

    def __init_subclass__(cls) -> None:
        accept_nil(cls)

    def __init__(self) -> None:
        self.gradInput: Any = Tensor()
        self.output: Any = 0

    def updateOutput(self, input: Any, target: Any) -> Any:
        return None

    def forward(self, input: Any, target: Any = None, *more: Any) -> Any:
        """The loss, a number."""
        try:
            return self.updateOutput(input, target, *more)
        except TOLD as error:
            raise_in_words(error)

    def backward(self, input: Any, target: Any = None, *more: Any) -> Any:
        """The gradient of the loss by the input."""
        try:
            return self.updateGradInput(input, target, *more)
        except TOLD as error:
            raise_in_words(error)

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
        """(loss, gradient); both are kept in `output` and `gradInput`. Arrays in give arrays out.

        Real arrays (or lists of them) are converted to the type of the criterion, integer ones,
        class numbers, become LongTensors. The gradient that comes back as an array is a copy.
        """
        given, wanted = self._tensors(input), self._tensors(target)
        self.output = loss_of(self.forward(given, wanted))
        self.gradInput = self.backward(given, wanted)
        if given is input:
            return self.output, self.gradInput
        return self.output, utils.recursive_map(self.gradInput, lambda t: t.array.copy())

    def _tensors(self, value: Any) -> Any:
        """Arrays as tensors that this criterion can work on, lists and tuples as Tables."""
        if isinstance(value, (list, tuple)):
            return Table([self._tensors(v) for v in value])
        if isinstance(value, (Tensor, Table)) or not hasattr(value, "dtype"):
            return value
        tensor = from_array(value)
        return tensor.type("torch.LongTensor" if tensor.dtype.integral else _real_type(self) or tensor.typename)


accept_nil(Criterion)


def loss_of(result: Any) -> Any:
    """The loss among the results of a criterion (those of Lua scripts may return more than one)."""
    return result[0] if isinstance(result, tuple) else result


def _real_type(criterion: Any) -> str | None:
    """The type of the first real tensor in a criterion and the tables, modules and criterions in it."""
    todo, seen = [criterion], {id(criterion)}
    while todo:
        value = todo.pop(0)
        if isinstance(value, Tensor):
            if not value.dtype.integral:
                return value.typename
            continue
        parts = value.values() if isinstance(value, Table) else vars(value).values()
        todo += [p for p in parts if isinstance(p, (Tensor, Table, TorchObject)) and id(p) not in seen]
        seen.update(map(id, todo))
    return None

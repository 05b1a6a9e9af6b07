"""Negative log-likelihood of classes (nn.ClassNLLCriterion)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ... import backend
from ...errors import TorchError, sizes
from ...kernels.native import classes as _classes
from ...registry import register
from ...tensor import Tensor
from .. import checks
from .common import average_flag, check_classes, class_weights, in_range, is_number, long_target, total, weights_length
from .criterion import Criterion


class NLLBase(Criterion):
    """What the criterions on log-probabilities of classes share: fields, targets, two results in Lua."""

    weights: Any = None

    def __init__(self, weights: Any = None, sizeAverage: bool | None = None, ignoreIndex: int | None = None) -> None:
        super().__init__()
        self.sizeAverage = average_flag(sizeAverage)
        self.ignoreIndex = ignoreIndex
        self.weights = class_weights(weights)
        self.output_tensor = Tensor(1).zero()
        self.total_weight_tensor = Tensor(1)
        self.total_weight_tensor.array.fill(1)
        self.target = Tensor(1).zero().type("torch.LongTensor")

    def _take_target(self, input: Any, target: Any) -> None:
        """Puts the class numbers into `target`, as a LongTensor."""
        if is_number(target):
            self.target = long_target(self.target, input)
            self.target.resize_array((1,))[0] = int(target)
        else:
            self.target = long_target(target, input)

    def _check(self, input: Any, n_classes: int) -> None:
        checks.same_type(self, self.output_tensor, input, "input")
        weights = self.weights
        if weights is not None:
            checks.same_type(self, weights, input, "input")
            if weights.nElement() != n_classes:
                raise TorchError(
                    f"weight tensor should be defined either for all {n_classes} classes or no classes "
                    f"but got weight tensor of shape: {sizes(weights._size)}"
                )

    def _keep(self, loss: float, weight: float) -> Any:
        """Stores loss and total weight; the loss is the mean if asked for and if there is any weight."""
        self.total_weight_tensor.resize_array((1,))[0] = weight
        output = self.output_tensor.resize_array((1,))
        output[0] = loss / weight if self.sizeAverage and weight else loss
        self.output = output[0].item()
        return self.output

    def _norm(self) -> float:
        """The sum of weights of the last forward; 0 or less means no gradient."""
        return self.total_weight_tensor.array[0].item()


def lua_methods(update: Callable) -> dict[str, Callable]:
    """Methods that give Lua more than Python, where callers expect a number: the loss, and the sum of weights.

    `update` is the updateOutput of the class.
    """

    def updateOutput(self: Any, input: Any, target: Any = None) -> Any:
        return update(self, input, target), self._norm()

    def forward(self: Any, input: Any, target: Any = None) -> Any:
        result = self.updateOutput(input, target)  # perhaps a script's own
        return result if isinstance(result, tuple) else (result, self._norm())

    return {"__len__": weights_length, "updateOutput": updateOutput, "forward": forward}


@register("nn.ClassNLLCriterion")
class ClassNLLCriterion(NLLBase):
    """Weighted mean (or sum) of -input[target]; inputs are log-probabilities, targets numbers from 1.

    Inputs are (classes) or (batch x classes). Samples with target `ignoreIndex` do not count.
    """

    ignoreIndex: Any = -100

    def __init__(self, weights: Any = None, sizeAverage: bool | None = None, ignoreIndex: int | None = None) -> None:
        super().__init__(weights, sizeAverage, -100 if ignoreIndex is None else ignoreIndex)

    def _picks(self, input: Any) -> tuple[Any, Any, Any]:
        """(rows, classes, weights) of the samples that count; rows and classes count from 0."""
        ndim = len(input._size)
        if len(self.target._size) > 1:
            raise TorchError("multi-target not supported")
        if ndim not in (1, 2):
            raise TorchError("input tensor should be 1D or 2D")
        n_classes = input._size[-1]
        self._check(input, n_classes)
        classes = self.target.array - 1
        if ndim == 1:
            classes = classes[:1]
        elif len(classes) != input._size[0]:
            raise TorchError(
                "Assertion `THIndexTensor_(size)(target, 0) == batch_size' failed. "
                f"{len(classes)} targets, but input is {sizes(input._size)}"
            )
        rows = backend.get_array_module(classes).arange(len(classes))
        ignored = int(self.ignoreIndex) - 1
        if 0 <= ignored < n_classes or not in_range(classes, n_classes):
            counts = classes != ignored
            rows, classes = rows[counts], classes[counts]
            check_classes(classes, n_classes)
        weights = None if self.weights is None else self.weights.array.reshape(-1)[classes]
        return rows, classes, weights

    def _all_count(self, input: Any) -> bool:
        """Whether each sample of a batch counts as much as any other, if its class exists."""
        if self.weights is not None or len(input._size) != 2:
            return False
        return type(input) is type(self.output_tensor) and not 1 <= int(self.ignoreIndex) <= input._size[1]

    def updateOutput(self, input: Any, target: Any = None) -> Any:
        self._take_target(input, target)
        if self._all_count(input):
            picked = _classes.sum_of_classes(input.array, self.target.array)
            if picked is not None:
                return self._keep(-picked, float(input._size[0]))
        rows, classes, weights = self._picks(input)
        x = input.array
        picked = (x[None] if x.ndim == 1 else x)[rows, classes]
        if weights is None:
            return self._keep(-total(picked), float(len(classes)))
        return self._keep(-total(picked * weights), total(weights))

    _lua_methods = lua_methods(updateOutput)

    def updateGradInput(self, input: Any, target: Any = None) -> Any:
        self._take_target(input, target)
        checks.same_type(self, self.gradInput, input, "input")
        gradient = checks.sized_as(self.gradInput, input)
        norm = self._norm()
        if norm > 0 and self._all_count(input):
            value = -1.0 / norm if self.sizeAverage else -1.0
            if _classes.put_at_classes(value, self.target.array, gradient):
                return self.gradInput
        gradient.fill(0)
        if not norm > 0:
            return self.gradInput
        rows, classes, weights = self._picks(input)
        if self.sizeAverage:
            # Of one sample the mean is the sample itself, whatever its weight.
            values = -1.0 if gradient.ndim == 1 else (-1.0 if weights is None else -weights) / norm
        else:
            values = -1.0 if weights is None else -weights
        (gradient[None] if gradient.ndim == 1 else gradient)[rows, classes] = values
        return self.gradInput

    def _upgrade(self, version: int, typename: str) -> None:
        fields = vars(self)
        fields.setdefault("ignoreIndex", -100)
        for name, value in (("output_tensor", 0), ("total_weight_tensor", 1)):
            if name not in fields:
                fields[name] = type(self.gradInput)(1)
                fields[name].array.fill(value)
        if not isinstance(fields.get("target"), Tensor):
            fields["target"] = Tensor(1).zero().type("torch.LongTensor")

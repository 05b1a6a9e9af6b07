"""What the criterions share: checks, the tensor that keeps the loss, weights of classes."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import TorchError
from ...tensor import TensorCore
from .. import checks


def require(condition: Any, text: str) -> None:
    """Lua's assert."""
    if not condition:
        raise TorchError(text)


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def average_flag(sizeAverage: bool | None) -> bool:
    """The optional constructor argument: true unless given."""
    return True if sizeAverage is None else sizeAverage


def class_weights(weights: Any) -> Any:
    """The optional constructor argument `weights`, which must be a vector."""
    if weights is not None:
        require(weights.dim() == 1, "weights input should be 1-D Tensor")
    return weights


def weights_length(criterion: Any) -> Any:
    """What Lua's # gives for criterions with weights: the sizes of these, 0 without."""
    return 0 if criterion.weights is None else criterion.weights.size()


def total(array: Any) -> float:
    """The sum of all elements, in double precision."""
    return float(array.sum(dtype=np.float64))


def buffer(criterion: Any, name: str, like: Any) -> Any:
    """The tensor in the field `name`; an empty one of the type of `like` on first use."""
    found = vars(criterion).get(name)
    if found is None:
        found = vars(criterion)[name] = type(like)()
    return found


def keep_loss(criterion: Any, input: Any, loss: float) -> Any:
    """Puts the loss, rounded to the type of the input, into `output_tensor` and `output`."""
    kept = buffer(criterion, "output_tensor", input)
    checks.same_type(criterion, kept, input, "input")
    array = kept.resize_array((1,))
    array[0] = loss
    criterion.output = array[0].item()
    return criterion.output


def long_target(target: Any, input: Any) -> Any:
    """Class numbers as integers, where the input is: itself if it is a LongTensor already."""
    if isinstance(target, TensorCore) and not (target.dtype.cuda or input.dtype.cuda):
        cls = target.index_class
        if type(target) is cls:
            return target
        found = cls.empty(target._size)
        found.array[...] = target.array
        return found
    return target.type("torch.CudaLongTensor" if input.dtype.cuda else "torch.LongTensor")


def in_range(classes: Any, count: int) -> bool:
    """Whether all of the 0-based `classes` lie in 0..count-1."""
    if classes.size == 0:
        return True
    if classes.dtype == np.int64:
        return bool(classes.view(np.uint64).max() < count)  # what is negative is too large, too
    return bool(classes.min() >= 0 and classes.max() < count)


def check_classes(classes: Any, count: int) -> None:
    if not in_range(classes, count):
        first = classes[(classes < 0) | (classes >= count)][0]
        raise TorchError(
            "Assertion `cur_target >= 0 && cur_target < n_classes' failed. "
            f"Target {int(first) + 1} is none of the classes 1 to {count}"
        )

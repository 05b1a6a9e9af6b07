"""Errors of the kernels (THNN), in Torch's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ....errors import TorchError, sizes
from ... import checks as nn_checks


def argument(index: int, text: str) -> TorchError:
    """What THArgCheck raises in a kernel that a module calls."""
    return TorchError(f"bad argument #{index} to 'v' ({text})")


def same_type(module: Any, input: Any, gradOutput: Any = None) -> None:
    """Refuses tensors of another type than the module's own."""
    own = module.output
    if type(input) is not type(own):
        nn_checks.same_type(module, own, input, "input")
    if gradOutput is not None and type(gradOutput) is not type(own):
        nn_checks.same_type(module, own, gradOutput, "gradOutput")


def dimension(tensor: Any, allowed: Sequence[int], text: str, index: int = 2) -> None:
    """Refuses a tensor whose number of dimensions is not among `allowed`."""
    if len(tensor._size) not in allowed:
        raise argument(index, f"{text} {sizes(tensor._size)}")


def need(name: str, tensor: Any, ndim: int, dim: int, size: int) -> None:
    """Refuses a tensor that does not have `ndim` dimensions and `size` elements along `dim` (0-based)."""
    if len(tensor._size) != ndim or tensor._size[dim] != size:
        raise TorchError(
            f"Need {name} of dimension {ndim} and {name}.size[{dim}] == {size} "
            f"but got {name} to be of shape: {sizes(tensor._size)}"
        )


def need_sizes(name: str, tensor: Any, wanted: Sequence[int | None]) -> None:
    """`need` for each dimension whose wanted size is not None."""
    for dim, size in enumerate(wanted):
        if size is not None:
            need(name, tensor, len(wanted), dim, size)


def positive(what: str, names: Sequence[str], values: Sequence[int], index: int) -> None:
    """Refuses kernel sizes, strides ... that are not above zero."""
    if any(v <= 0 for v in values):
        listed = " ".join(f"{n}: {v}" for n, v in zip(names, values))
        raise argument(index, f"{what} should be greater than zero, but got {listed}")


def too_small(before: Sequence[int], after: Sequence[int], separator: str = "x") -> TorchError:
    """The error for an input that leaves nothing of the output."""
    given, computed = (separator.join(map(str, s)) for s in (before, after))
    return TorchError(f"Given input size: ({given}). Calculated output size: ({computed}). Output size is too small")

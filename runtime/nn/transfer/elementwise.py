"""What all element-wise layers share: one function of the elements and its derivative."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...tensor import TensorCore
from .. import checks
from ..module import Module
from .pieces import in_pieces


class Elementwise(Module):
    """output[i] = f(input[i]), with output of the input's size and type.

    A subclass writes f into `out` in `_forward(x, out)`, and gradOutput times f' in
    `_backward(r, g, out)`, where r is the input, or the output where `_by_output` says so. `out`
    may be x or g itself: that is how the in-place variants run.
    """

    inplace: Any = None
    #: The derivative is computed from the output, not from the input.
    _by_output = False
    #: What an error calls the tensor that gradOutput does not fit.
    _reference = "input"
    #: gradOutput needs the very shape of the input; else the same number of elements is enough.
    _same_shape = False
    #: Each element is computed from its own place alone: large tensors are taken in pieces.
    _by_element = False

    def _forward(self, x: Any, out: Any) -> None:
        raise NotImplementedError

    def _backward(self, r: Any, g: Any, out: Any) -> None:
        raise NotImplementedError

    def _forward_all(self, x: Any, out: Any) -> None:
        self._run(self._forward, x, out)

    def _backward_all(self, r: Any, g: Any, out: Any) -> None:
        self._run(self._backward, r, g, out)

    def _run(self, function: Any, *arrays: Any) -> None:
        if self._by_element:
            in_pieces(function, *arrays)
        else:
            function(*arrays)

    def updateOutput(self, input: Any) -> Any:
        if self.output is None and isinstance(input, TensorCore):  # files may be stripped of it
            self.output = type(input)()
        same = type(input) is type(self.output)
        if not same:
            checks.same_type(self, self.output, input, "input")
        x = input.array
        if self.inplace and same:
            self._forward_all(x, x)
            self.output.set(input)
        else:
            self._forward_all(x, checks.sized_as(self.output, input))
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        reference = self.output if self._by_output else input
        if self.gradInput is None and isinstance(gradOutput, TensorCore):
            self.gradInput = type(gradOutput)()
        checks.same_type(self, self.gradInput, gradOutput, "gradOutput")
        check = checks.same_shape if self._same_shape else checks.same_count
        check(reference, self._reference, gradOutput, "gradOutput")
        r, g = reference.array, gradOutput.array
        if self.inplace and type(gradOutput) is type(self.gradInput):
            self._backward_all(r if r.shape == g.shape else r.reshape(g.shape), g, g)
            self.gradInput.set(gradOutput)
        else:
            out = checks.sized_as(self.gradInput, reference)
            self._backward_all(r, g if r.shape == g.shape else g.reshape(r.shape), out)
        return self.gradInput


def boolean_flag(value: Any) -> bool:
    """An optional in-place argument; Torch refuses what is no boolean."""
    if value and not isinstance(value, bool):
        raise TorchError("in-place flag must be boolean")
    return bool(value)


def assertion(condition: Any, text: str = "assertion failed!") -> None:
    """Lua's assert."""
    if not condition:
        raise TorchError(text)

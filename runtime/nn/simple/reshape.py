"""Other sizes for the same elements (nn.Reshape)."""

from __future__ import annotations

from typing import Any

from ...registry import register
from ...storage import LongStorage
from .. import utils
from ..module import Module
from .broadcast import given_size
from .common import buffer, copied


@register("nn.Reshape")
class Reshape(Module):
    """output = the input with sizes n1 x n2 x ..., as a view where the input is contiguous.

    ``Reshape(n1, n2, ...[, batchMode])`` or ``Reshape(LongStorage[, batchMode])``. With batchMode true
    the first dimension is kept, with false it is not; by default it is kept unless the input has
    exactly n1 * n2 * ... elements and more than one row.
    """

    batchMode: Any = None

    def __init__(self, *size: Any) -> None:
        super().__init__()
        if size and isinstance(size[-1], bool):
            self.batchMode, size = size[-1], size[:-1]
        self.size = given_size(size)
        self.nelement = 1
        for n in self.size.tolist():
            self.nelement *= n
        self.batchsize = LongStorage([0, *self.size.tolist()])

    def updateOutput(self, input: Any) -> Any:
        source = _packed_copy(self, "_input", input)
        whole = input.nElement() == self.nelement and input.size(1) != 1
        if self.batchMode is False or (self.batchMode is None and whole):
            self.output.view(source, self.size)
        else:
            self.batchsize[0] = source._size[0]
            self.output.view(source, self.batchsize)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.gradInput.view(_packed_copy(self, "_gradOutput", gradOutput), *input._size)
        return self.gradInput

    def clearState(self) -> Any:
        utils.clear(self, "_input", "_gradOutput")
        return super().clearState()

    def __tostring__(self) -> str:
        return f"{self._typename}({'x'.join(map(str, self.size.tolist()))})"


def _packed_copy(module: Any, name: str, source: Any) -> Any:
    """`source`, or a contiguous copy of it in the field `name`."""
    if source.is_contiguous():
        return source
    target = buffer(module, name, source)
    copied(target, source)
    return target

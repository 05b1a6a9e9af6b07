"""What SeqLSTM and SeqGRU share: layers whose input is a whole sequence of batches."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import TorchError
from ...nn.simple.common import buffer, require
from ...table import Table
from ...tensor import TensorCore
from ..mask.zero_rows import rows_of
from ..module.masks import refuse_zero_mask
from ..sequencer.abstract_sequencer import has_memory
from .sequence_layer import OTHER_BATCH, SequenceLayer


class SequenceModule(SequenceLayer):
    """Input: steps x batch x size (batch first with the field `batchfirst`), or a table of states and that.

    `maskzero`: a sample whose input at a step is all zeros has output and state zero there.
    """

    batchfirst: Any = None
    maskzero: Any = None
    userPrevOutput: Any = None
    gradPrevOutput: Any = None
    _output: Any = None
    _grad_x: Any = None

    #: How many states may come before the sequence in the input.
    _states = 1

    def _prepare(self, input: Any, gradOutput: Any = None) -> tuple[list[Any], Any, Any]:
        """(states or None for each, x, gradOutput), the latter two as steps x batch x size arrays."""
        given = self._parts(input)
        x = given[-1]
        states = [None] * (self._states + 1 - len(given)) + given[:-1]
        require(isinstance(x, TensorCore) and len(x._size) == 3, "Only supports batch mode")
        first = 1 if self.batchfirst else 0
        steps, batch = x._size[first], x._size[1 - first]
        inputs, outputs = self._sizes()
        require(x._size[2] == inputs, "assertion failed!")
        for state in states:  # nn.SeqLSTMP too asks for cells of the output's size
            require(state is None or state._size == (batch, outputs), "assertion failed!")
        g = None
        if gradOutput is not None:
            g = gradOutput.array.swapaxes(0, 1) if self.batchfirst else gradOutput.array
            require(g.shape == (steps, batch, outputs), "assertion failed!")
        return states, x.array.swapaxes(0, 1) if self.batchfirst else x.array, g

    def _parts(self, input: Any) -> list[Any]:
        if isinstance(input, TensorCore):
            return [input]
        if isinstance(input, Table) and 2 <= len(input) <= self._states + 1:
            return input.array_values()
        raise TorchError("invalid input")

    def _start(self, name: str, user: str, last: Any, size: tuple[int, int]) -> Any:
        """The state that a sequence starts from, in the tensor `name`: the user's, the last one's end, or zero."""
        state = getattr(self, name)
        given = getattr(self, user)
        if given is not None:
            require(given._size[0] == size[0], f"batch sizes must be consistent with {user}")
            state.resize_array(given._size)[...] = given.array
        elif not state._size or not has_memory(self):
            state.resize_array(size).fill(0)
        else:
            if last is None or len(last._size) != 3:
                raise TorchError(f"{self._typename} remembers a sequence that was cleared: call forget() first")
            require(last._size[1] == size[0], OTHER_BATCH[name])
            state.resize_array(last._size[1:])[...] = last.array[-1]
        return state

    def recursiveMask(self, output: Any, mask: Any) -> None:
        """Makes the samples zero, in tensors of nested tables, for which `mask` is not 0."""
        if isinstance(output, Table):
            for value in output.array_values():
                self.recursiveMask(value, mask)
        else:
            require(isinstance(output, TensorCore), "assertion failed!")
            output.array[rows_of(mask)] = 0

    def _prepare_size(self, input: Any, gradOutput: Any = None) -> tuple:
        """The states, the input and gradOutput as tensors, steps first; TorchError if they do not fit."""
        states, _, _ = self._prepare(input, gradOutput)
        x = self._parts(input)[-1]
        return (*states, self._show(x), gradOutput if gradOutput is None else self._show(gradOutput))

    def _masked(self, x: Any) -> Any:
        """Steps x batch: whether a sample is all zeros; None without `maskzero`."""
        return None if not self.maskzero else np.einsum("tnd,tnd->tn", x, x) == 0

    def _show(self, tensor: Any) -> Any:
        """Steps x batch as the caller has it."""
        return tensor.transpose(1, 2) if self.batchfirst else tensor

    def _gradient_of_input(self, x: Any) -> Any:
        """The array for the gradient by x."""
        return buffer(self, "_grad_x", self.weight).resize_array(x.shape)

    def maskZero(self) -> None:
        """From now on samples that are all zeros at a step have output zero there."""
        self.maskzero = True

    setZeroMask = refuse_zero_mask

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        for name in ("zeroMask", "_zeroMask", "_maskbyte", "_maskindices"):
            vars(self).pop(name, None)
        return super().type(type, tensorCache)

    _lua_methods = {"_prepare_size": _prepare_size}

    def _clear(self, *names: str) -> None:
        """Empties tensors, and drops what a pass left behind."""
        for name in (*names, "buffer1", "buffer2", "buffer3", "grad_a_buffer", "gates", "grad_h0", "grad_x", "output"):
            tensor = vars(self).get(name)
            if tensor is not None:
                tensor.set()
        self._grad_x = self._output = self.gradInput = None
        for name in ("zeroMask", "_zeroMask", "_maskbyte", "_maskindices"):
            vars(self).pop(name, None)

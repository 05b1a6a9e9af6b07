"""What nn.SeqLSTM and nn.SeqGRU of torch/rnn share: masks, and where a sequence starts."""

from __future__ import annotations

import math
from typing import Any

from ....errors import TorchError
from ....nn.simple.common import require
from ....tensor import TensorCore
from ...sequence.sequence_layer import OTHER_BATCH, SequenceLayer
from ...sequencer.abstract_sequencer import has_memory
from ..declare import is_true
from ..masks import check_mask, getZeroMaskBatch, padded, recursiveZeroMask, rows_of
from ..step.step_module import sizes_text


class MaskedSequence(SequenceLayer):
    """Steps x batch x inputsize in, steps x batch x outputsize out, in `output`.

    After `maskZero` a zero mask, steps x batch, says which samples have output and state zero at a step.
    """

    inputsize: Any
    outputsize: Any
    maskzero: Any = None
    v2: Any = True
    zeroMask: Any = None
    grad_hT: Any = None

    #: The output of all steps.
    @property
    def _output(self) -> Any:  # type: ignore[override]
        return self.output

    def _sizes(self) -> tuple[int, int]:
        return int(self.inputsize), int(self.outputsize)

    def _steps(self, input: Any) -> Any:
        """The input's array; TorchError unless it is a sequence of batches."""
        require(isinstance(input, TensorCore), "assertion failed! expecting a tensor")
        if len(input._size) != 3 or input._size[2] != self.inputsize:
            raise TorchError(f"{self._typename} expecting seqlen x batchsize x {int(self.inputsize)} tensor")
        return input.array

    def _start(self, name: str, last: Any, size: tuple[int, int]) -> Any:
        """The state that a sequence starts from, in the tensor `name`: the last one's end, or zero."""
        state = getattr(self, name)
        if not has_memory(self) or math.prod(state._size or (0,)) != math.prod(size):
            state.resize_array(size).fill(0)
            return state.array
        if len(last._size) != 3:
            raise TorchError(f"{self._typename} remembers a sequence that was cleared: call forget() first")
        require(last._size[1] == size[0], OTHER_BATCH[name])
        state.resize_array(size)[...] = last.array[-1]
        return state.array

    def _gradient_at_end(self, name: str, given: Any, like: Any) -> Any:
        """The gradient by the last state, in the buffer `name`: the given one, or zero."""
        gradient = getattr(self, name).resize_array(like._size)
        gradient[...] = 0 if given is None else given.array
        return gradient

    def hasMemory(self) -> bool:
        """Whether the coming sequence goes on from the last one."""
        return has_memory(self)

    # Masks

    def _observes_mask(self) -> bool:
        return is_true(self.maskzero) and self.zeroMask is not False

    def _masked(self, x: Any) -> Any:
        """Steps x batch: what is masked; None for nothing."""
        if not self._observes_mask():
            return None
        if is_true(self.v2):
            return rows_of(self.zeroMask)
        rows = padded(x)
        self.zeroMask = getZeroMaskBatch(type(self.output).wrap(x[-1]), self.zeroMask)
        return rows

    def checkZeroMask(self, seqlen: int, batchsize: int) -> None:
        """TorchError unless the mask that is needed is there, and fits."""
        if not (self._observes_mask() and is_true(self.v2)):
            return
        name, mask = self._typename, self.zeroMask
        if not isinstance(mask, TensorCore):
            raise TorchError(f"{name} expecting previous call to setZeroMask(zeroMask) with maskzero=true")
        if mask._size != (seqlen, batchsize):
            given, wanted = " x ".join(map(str, mask._size)), f"{int(seqlen)} x {int(batchsize)}"
            raise TorchError(f"{name} expecting zeroMask of size seqlen x batchsize, got {given} instead of {wanted}")

    def zeroMaskState(self, state: Any, step: int, cur_x: Any = None) -> None:
        """Makes the masked rows of tensors of a step zero."""
        if not self._observes_mask():
            return
        if is_true(self.v2):
            require(self.zeroMask is not None, f"{self._typename} expecting zeroMask tensor or false")
            recursiveZeroMask(state, self.zeroMask.select(1, step))
        else:
            self.zeroMask = getZeroMaskBatch(cur_x, self.zeroMask)
            recursiveZeroMask(state, self.zeroMask)

    def maskZero(self, v1: Any = None) -> Any:
        """From now on masked samples have output zero; with `v1` those that are all zeros at a step. Returns self."""
        self.maskzero = True
        self.v2 = not is_true(v1)
        return self

    def setZeroMask(self, zeroMask: Any = None) -> None:
        """The mask: a ByteTensor steps x batch with 1 for what is to be masked, or false for none."""
        self.zeroMask = check_mask(zeroMask)

    # Hidden states

    def setStartState(self, hiddenState: Any = None) -> None:
        raise NotImplementedError

    def setHiddenState(self, step: Any, hiddenState: Any = None) -> None:
        """As `setStartState` for step 0; others are not known."""
        if step != 0:
            raise TorchError("NotImplemented")
        self.setStartState(hiddenState)

    def getHiddenState(self, *_: Any) -> Any:
        raise TorchError("NotImplemented")

    def setGradHiddenState(self, *_: Any) -> None:
        raise TorchError("NotImplemented")

    def getGradHiddenState(self, *_: Any) -> Any:
        raise TorchError("NotImplemented")

    def __tostring__(self) -> str:
        return sizes_text(self)

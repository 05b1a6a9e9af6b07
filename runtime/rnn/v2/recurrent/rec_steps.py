"""What nn.RecLSTM and nn.RecGRU share: their steps, StepModules, do all of the way back at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from ....nn.simple.common import require
from ....nn.utils import torch_type
from ....tensor import TensorCore
from ...fused.block import Block
from ...fused.fusion import Fusion, gathered
from ...names import is_type_of
from ..step.step_module import mask_steps, sizes_text
from .fusable import Fusable


class RecSteps(Fusable):
    """Only batches; updateGradInput adds the gradients by the parameters too, whatever the scale, and once a step.

    `_step_type` is the Torch class of the step, `_zeros` names the fields that hold zeros.
    """

    _step_type: str
    _zeros: tuple[str, ...]

    def _fusable_class(self) -> type:
        return RecSteps

    def updateOutput(self, input: Any) -> Any:
        text = f"{torch_type(self)[3:]} expecting batchsize x inputsize tensor (Only supports batchmode)"
        require(len(input._size) == 2, text)
        return super().updateOutput(input)

    def _go_back(
        self, fusion: Fusion, block: Block, span: tuple[int, int], gradients: tuple, g: Any, inputs: Any
    ) -> None:
        if all(block.gone_back[span[0] : span[1]]):
            return
        super()._go_back(fusion, block, span, gradients, g, inputs)
        found = gathered(inputs, fusion.cell.kind, fusion.cell.inputs, fusion.scratch)
        require(found is not None, "the input is not what it was forward")
        assert found is not None
        fusion.accumulate(block, *span, found[0], 1)

    def _accGradParameters(self, input: Any, gradOutput: Any, scale: float | None) -> None:
        step = self._acc_step()
        fusion = self._fused()
        if fusion is None:
            return self._modules_accumulate(step, input, gradOutput, 1 if scale is None else scale)
        block, t = fusion.record(self, step, input)
        if not block.gone_back[t]:
            require(scale is None or scale == 1, "must have scale=1")
            shape = block.start[0].shape
            first, *others = self._gradients_after(step)
            own = self._gradOutputs.get(step)
            states = [first if own is None else own, *others]
            gradients = tuple([state.array.reshape(shape) for state in states])
            self._go_back(fusion, block, (t, t + 1), gradients, np.zeros_like(block.start[0])[None], [input])
        return None

    def _run_sequence(self, sequence: Any) -> list[Any] | None:
        step = sequence.select(1, 1) if isinstance(sequence, TensorCore) else sequence.get(1)
        return super()._run_sequence(sequence) if len(getattr(step, "_size", ())) == 2 else None

    def _back_sequence(self, sequence: Any, gradients: Any) -> list[Any] | None:
        count = _steps(sequence)
        found = self._whole(self.updateGradInputStep or self.step, count)
        if found is not None and any(found[1].gone_back[found[2] : found[2] + count]):
            return None
        return super()._back_sequence(sequence, gradients)

    def _accumulate_sequence(self, sequence: Any, gradients: Any, scale: float) -> bool:
        count = _steps(sequence)
        last = self.accGradParametersStep or self.step
        if self._whole(last, count) is None or self.updateGradInputStep is None:
            return False
        if self.updateGradInputStep > last - count:
            return False
        self.accGradParametersStep = last - count
        return True

    def maskZero(self, v1: Any = None) -> Any:
        require(is_type_of(self.modules[1], self._step_type), "assertion failed!")
        return mask_steps(self, v1)

    def clearState(self) -> Any:
        self.startState = None
        for name in self._zeros:
            getattr(self, name).set()
        return super().clearState()

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        if type is not None:
            self.forget()
            self.clearState()
        return super().type(type, tensorCache)

    def __tostring__(self) -> str:
        return sizes_text(self)

    _lua_methods = {"_accGradParameters": _accGradParameters}


def _steps(sequence: Any) -> int:
    return len(sequence.array) if isinstance(sequence, TensorCore) else len(sequence)

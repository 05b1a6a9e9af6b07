"""Recurrent modules whose step is computed as a whole, as long as it is the one that the module builds."""

from __future__ import annotations

from typing import Any

from ...nn.simple.common import require
from ...tensor import TensorCore
from ..fused.block import Block
from ..fused.fusion import Fusion, gathered
from ..fused.recognition import description, is_plain, keeps_methods
from ..mask import MaskZero
from .recurrent_steps import RecurrentSteps

#: Methods that a subclass or a script may have replaced; then the modules run.
_STEP_METHODS = ("updateOutput", "_updateGradInput", "_accGradParameters", "getStepModule", "recycle")
_SEQUENCE_METHODS = ("updateGradInput", "accGradParameters")
_STATE_METHODS = ("getHiddenState", "setHiddenState", "getGradHiddenState", "setGradHiddenState")


class FusableRecurrent(RecurrentSteps):
    """A subclass says what its step is: `_pattern` and `_make_cell`, and how its states are kept.

    It also has the three methods that run modules: `_run_modules`, `_modules_back`, `_modules_accumulate`.
    """

    __slots__ = ("_fusion", "_sequences", "_copied")
    _fusion: Fusion | None
    #: Steps that another module made before this one was copied of it, until they are made anew.
    _copied: dict[int, Block]

    def __getstate__(self) -> dict:
        return dict(vars(self))  # what steps left in memory is no part of the module

    def _copy_slots(self, clone: Any) -> None:
        """A copy can go back through the steps, whatever becomes of its parameters meanwhile."""
        fusion = getattr(self, "_fusion", None)
        found = {} if fusion is None or self.step == 1 else fusion.copies(self.sharedClones)
        clone._copied = {**getattr(self, "_copied", {}), **found}

    def _pattern(self) -> str:
        """The description of the net that a step runs, if nothing was changed in it."""
        raise NotImplementedError

    def _make_cell(self, modules: list[Any], scratch: Any) -> Any:
        raise NotImplementedError

    def _states_before(self, step: int, input: Any = None) -> tuple:
        """The states that a step starts from, tensors."""
        raise NotImplementedError

    def _keep_states(self, *states: Any) -> Any:
        """Keeps the states after the coming step, and goes on to the next."""
        raise NotImplementedError

    def _run_modules(self, input: Any) -> Any:
        raise NotImplementedError

    def _modules_back(self, step: int, input: Any, gradOutput: Any) -> Any:
        raise NotImplementedError

    def _modules_accumulate(self, step: int, input: Any, gradOutput: Any, scale: float) -> None:
        raise NotImplementedError

    def _gradients_after(self, step: int) -> tuple:
        """The gradients by the states after a step, tensors."""
        raise NotImplementedError

    def _keep_gradients(self, step: int, *gradients: Any) -> None:
        """Keeps the gradients by the states after a step."""
        raise NotImplementedError

    # Which way

    def _fusable_class(self) -> type:
        """The class whose methods of `_STEP_METHODS` know what to do about fusion."""
        return FusableRecurrent

    def _fused(self) -> Fusion | None:
        """What computes the steps; None where the modules must run. Decided at the start of each sequence."""
        if self.step == 1 or not hasattr(self, "_fusion"):
            self._fusion = self._find_fusion()
        if self.step == 1:
            self._copied = {}
        fusion = self._fusion
        if fusion is not None:
            fusion.renew(self._make_cell, fusion.cell.modules)
        return fusion

    def _find_fusion(self) -> Fusion | None:
        base = self._fusable_class()
        self._sequences = False
        if not keeps_methods(self, base, _STEP_METHODS):
            return None
        modules: list[Any] = []
        inner, masked = _unmasked(self.recurrentModule)
        if description(inner, modules) != self._pattern():
            return None
        self._sequences = keeps_methods(self, base, _SEQUENCE_METHODS) and self._keeps_states()
        fusion = getattr(self, "_fusion", None)
        if fusion is None:
            fusion = Fusion(self._make_cell, modules)
        fusion.renew(self._make_cell, modules)
        fusion.masked = masked
        return fusion

    def _keeps_states(self) -> bool:
        """Whether the methods that give and take states are those of the runtime."""
        return all(
            getattr(type(self), name).__module__.startswith("runtime.") and name not in vars(self)
            for name in _STATE_METHODS
        )

    # One step

    def updateOutput(self, input: Any) -> Any:
        fusion = self._fused()
        if fusion is None or not isinstance(input, TensorCore):
            return self._run_modules(input)
        found = gathered([input], fusion.cell.kind, fusion.cell.inputs, fusion.scratch)
        outputs = None if found is None else fusion.run(self, self._states_before(self.step, input), *found)
        return self._run_modules(input) if outputs is None else outputs[0]

    def _updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        step = self._back_step()
        fusion = self._fused()
        if fusion is None:
            return self._modules_back(step, input, gradOutput)
        block, t = fusion.record(self, step, input)
        gradients = tuple([g.array.reshape(block.start[0].shape) for g in self._gradients_after(step)])
        g = gradOutput.array.reshape(block.start[0].shape)[None]
        self._go_back(fusion, block, (t, t + 1), gradients, g, [input])
        return self._keep_back(fusion, block, t, step)

    def _go_back(
        self, fusion: Fusion, block: Block, span: tuple[int, int], gradients: tuple, g: Any, inputs: Any
    ) -> None:
        """Steps span[0] to span[1] of a block, from the gradients by the states after them and those by the outputs."""
        block.prepare_back(fusion.cell)
        fusion.back_through(block, *span, gradients, g)
        fusion.input_gradients(block, *span)

    def _keep_back(self, fusion: Fusion, block: Any, t: int, step: int) -> Any:
        """Keeps the gradients of a step; returns that by its input."""
        gradInput, *gradients, total = fusion.show_back(self.sharedClones[step], block, t)
        self._gradOutputs[step] = total
        self._keep_gradients(step - 1, *gradients)
        return gradInput

    def _accGradParameters(self, input: Any, gradOutput: Any, scale: float | None) -> None:
        step = self._acc_step()
        scale = 1 if scale is None else scale
        fusion = self._fused()
        if fusion is None:
            self._modules_accumulate(step, input, gradOutput, scale)
        else:
            block, t = fusion.record(self, step, input)
            require(block.gone_back[t], f"Missing updateGradInput for step {step}")
            fusion.accumulate(block, t, t + 1, input.array.reshape(1, block.rows, -1), scale)

    # A sequence at once, for sequencers

    def _run_sequence(self, sequence: Any) -> list[Any] | None:
        """The outputs of all steps of a sequence; None where it must go step by step."""
        fusion = self._fused()
        if fusion is None or not self._sequences:
            return None
        found = gathered(sequence, fusion.cell.kind, fusion.cell.inputs, fusion.scratch)
        if found is None:
            return None
        first = sequence.select(1, 1) if isinstance(sequence, TensorCore) else sequence[1]
        return fusion.run(self, self._states_before(self.step, first), *found)

    def _whole(self, last: int, count: int) -> tuple[Fusion, Any, int] | None:
        """Where the data of `count` steps before step `last` is, if all of it was computed at once."""
        fusion = self._fused() if getattr(self, "_sequences", False) else None
        if fusion is None or last <= count:
            return None
        records = [fusion.place_of(self.sharedClones.get(step)) for step in range(last - count, last)]
        if records[0] is None:
            return None
        block, first = records[0]
        if any(record is None or record != (block, first + k) for k, record in enumerate(records)):
            return None
        return fusion, block, first

    def _back_sequence(self, sequence: Any, gradients: Any) -> list[Any] | None:
        """The gradients by the inputs of all steps; None where they must go step by step."""
        count = len(sequence.array) if isinstance(sequence, TensorCore) else len(sequence)
        last = self.updateGradInputStep or self.step
        found = self._whole(last, count)
        if found is None:
            return None
        fusion, block, first = found
        g = gathered(gradients, fusion.cell.kind, fusion.cell.size, fusion.scratch)
        shape, size = block.start[0].shape, block.state_tensors(first)[0]._size
        given = self._gradients_after(last - 1)
        if g is None or g[1] != block.batch or any(tensor is None or tensor._size != size for tensor in given):
            return None
        states = tuple([t.array.reshape(shape) for t in given])
        self._go_back(fusion, block, (first, first + count), states, g[0], sequence)
        results = []
        for k in range(count):
            step = last - count + k
            results.append(self._keep_back(fusion, block, first + k, step))
            self.gradInputs[step] = results[-1]
        self.updateGradInputStep = last - count
        self.gradInput = results[0]
        return results

    def _accumulate_sequence(self, sequence: Any, gradients: Any, scale: float) -> bool:
        """Adds the gradients by the parameters at all steps; False where they must go step by step."""
        count = len(sequence.array) if isinstance(sequence, TensorCore) else len(sequence)
        last = self.accGradParametersStep or self.step
        found = self._whole(last, count)
        if found is None or self.updateGradInputStep is None or self.updateGradInputStep > last - count:
            return False
        fusion, block, first = found
        x = gathered(sequence, fusion.cell.kind, fusion.cell.inputs, fusion.scratch)
        if x is None or block.da is None:
            return False
        fusion.accumulate(block, first, first + count, x[0], scale)
        self.accGradParametersStep = last - count
        return True

    def clearState(self) -> Any:
        if hasattr(self, "_fusion"):
            if self._fusion is not None:
                self._fusion.clear()
            del self._fusion
        return super().clearState()

    _lua_methods = {"_updateGradInput": _updateGradInput, "_accGradParameters": _accGradParameters}


def _unmasked(module: Any) -> tuple[Any, bool]:
    """The module in a MaskZero for vectors, and that it was in one; other modules as they are."""
    if type(module) is MaskZero and is_plain(MaskZero) and module.nInputDim == 1 and "updateOutput" not in vars(module):
        return module.modules[1], True
    return module, False

"""How nn.Sequencer runs a sequence, whatever package it is of."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...nn.container.decorator import Decorator
from ...table import Table
from ...tensor import TensorCore
from ..module import forget, max_bptt_step
from ..recursive import recursiveCopy
from ..steps import paired_count, stack, step_count, steps_of
from .abstract_sequencer import AbstractSequencer


class SequencerSteps(AbstractSequencer):
    """Input and output are sequences: tables of steps, or tensors whose first dimension is time.

    Each sequence starts afresh unless `remember` says otherwise.
    """

    tableoutput: Any = None
    tablegradinput: Any = None

    def _begin(self, module: Any) -> None:
        """The fields of a sequencer of a recurrent module that has run no sequence."""
        self.modules = Table([module])
        self.output = Table()
        self.tableoutput = Table()
        self.tablegradInput = Table()
        self._output = Table()
        self._remember = "neither"

    def updateOutput(self, input: Any) -> Any:
        count = step_count(input, "expecting input table")
        max_bptt_step(self.module, count)
        if not self.hasMemory():
            forget(self.module)
        run = getattr(self.module, "_run_sequence", None)
        outputs = run(input) if run is not None and count > 1 else None
        if self.train is False:
            return self._evaluate(input, outputs)
        if outputs is None:
            outputs = [self.module.updateOutput(step) for step in steps_of(input)]
        self.tableoutput = Table(outputs)
        self.output = stack(self.output, outputs) if isinstance(input, TensorCore) else self.tableoutput
        return self.output

    def _evaluate(self, input: Any, outputs: list[Any] | None) -> Any:
        """In evaluation all steps have one output tensor, hence copies."""
        count = step_count(input, "")
        results = (self.module.updateOutput(step) for step in steps_of(input)) if outputs is None else iter(outputs)
        if isinstance(input, TensorCore):
            for i, output in enumerate(results):
                if i == 0:
                    self.output = self.output if isinstance(self.output, TensorCore) else type(output)()
                    array = self.output.resize_array((count, *output._size))
                array[i] = output.array
            return self.output
        kept = self.tableoutput = Table() if self.tableoutput is None else self.tableoutput
        for i, output in enumerate(results, 1):
            own = kept.get(i)
            own = self._output.remove(1) if own is None else own
            kept[i] = recursiveCopy(own, output)[0]
        for i in range(count + 1, len(kept) + 1):
            self._output.append(kept[i])
        for i in range(len(kept), count, -1):
            kept[i] = None
        self.output = kept
        return kept

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        count = paired_count(input, gradOutput, "gradOutput")
        back = getattr(self.module, "_back_sequence", None)
        results = back(input, gradOutput) if back is not None and count > 1 else None
        if results is None:
            results = self._step_back(steps_of(input), steps_of(gradOutput))
        self.tablegradinput = Table(results)
        self.gradInput = stack(self.gradInput, results) if isinstance(input, TensorCore) else self.tablegradinput
        return self.gradInput

    def _step_back(self, steps: list[Any], gradients: list[Any]) -> list[Any]:
        results: list[Any] = [None] * len(steps)
        for i in range(len(steps) - 1, -1, -1):
            results[i] = self.module.updateGradInput(steps[i], gradients[i])
        return results

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        count = paired_count(input, gradOutput, "gradOutput")
        accumulate = getattr(self.module, "_accumulate_sequence", None)
        if accumulate is not None and count > 1 and accumulate(input, gradOutput, 1 if scale is None else scale):
            return
        steps, gradients = steps_of(input), steps_of(gradOutput)
        for i in range(count - 1, -1, -1):
            self.module.accGradParameters(steps[i], gradients[i], scale)

    def accUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float) -> None:
        raise TorchError("Not Implemented")

    def training(self) -> None:
        if self.train is False:
            forget(self)
            self._output = Table()
            self.tableoutput = None
        super().training()

    def evaluate(self) -> None:
        if self.train is not False:
            forget(self)
            self.tableoutput = Table()
        super().evaluate()

    def clearState(self) -> None:
        if isinstance(self.output, TensorCore):
            self.output.set()
            self.gradInput.set()
        else:
            self.output = Table()
            self.gradInput = Table()
        self._output = Table()
        self.tableoutput = Table()
        self.tablegradinput = Table()
        self.module.clearState()

    __tostring__ = Decorator.__tostring__

"""The steps of nn.GRU, whatever package it is of: the net, forward, backward."""

from __future__ import annotations

from typing import Any

from ... import nn
from ...nn.simple.common import require
from ...printing import cformat
from ...table import Table
from ..dropout import lazy_dropout
from ..fused.gru_cell import GRUCell
from ..simple import SAdd
from .fusable_recurrent import FusableRecurrent
from .lstm_gates import UnbiasedMaps, branches, parallel, sequence


class GRUStates(FusableRecurrent):
    """Steps of modules of {input, output(t-1)} that give output(t).

    A subclass says by its four methods of (grad) hidden states, tensors, where these are kept.
    """

    # Forward and backward

    def _run_modules(self, input: Any) -> Any:
        previous = self.getHiddenState(self.step - 1, input)
        return self._keep_states(self._next_module().updateOutput(Table([input, previous])))

    def _keep_states(self, output: Any) -> Any:
        return self._count_step(output)

    def _modules_back(self, step: int, input: Any, gradOutput: Any) -> Any:
        module = self.getStepModule(step)
        gradient = self._summed_gradient(step, self._gradients_after(step)[0], gradOutput)
        gradInput = module.updateGradInput(Table([input, self.getHiddenState(step - 1)]), gradient)
        self._keep_gradients(step - 1, gradInput[2])
        return gradInput[1]

    def _modules_accumulate(self, step: int, input: Any, gradOutput: Any, scale: float) -> None:
        module = self.getStepModule(step)
        gradient = self._gradOutputs.get(step)
        gradient = self.getGradHiddenState(step) if gradient is None else gradient
        module.accGradParameters(Table([input, self.getHiddenState(step - 1)]), gradient, scale)

    def _states_before(self, step: int, input: Any = None) -> tuple:
        state = self.getHiddenState(step - 1) if input is None else self.getHiddenState(step - 1, input)
        return (state,)

    def _gradients_after(self, step: int) -> tuple:
        gradient = self.getGradHiddenState(step, self.outputs.get(step))
        require(gradient is not None, "assertion failed!")
        return (gradient,)

    def _keep_gradients(self, step: int, *gradients: Any) -> None:
        self.setGradHiddenState(step, gradients[0])


class GRUSteps(UnbiasedMaps, GRUStates):
    """`p` drops inputs and outputs of the step before out, with the same noise for a whole sequence."""

    inputSize: Any
    outputSize: Any
    p: Any
    mono: Any

    def _map(self, kind: Any, size: int) -> Any:
        """A linear map of `kind` to the two gates; with dropout each draws its own noise."""
        if self.p == 0:
            return kind(size, 2 * self.outputSize)
        return sequence(
            branches(*[lazy_dropout(self.p, self.mono) for _ in range(2)]),
            parallel(*[kind(size, self.outputSize) for _ in range(2)]),
            nn.JoinTable(2),
        )

    def buildModel(self) -> Any:
        """{x(t), s(t-1)} -> s(t) = (1 - z) * tanh(W x + U (r * s(t-1))) + z * s(t-1), with the gates r and z."""
        self.i2g = self._map(nn.Linear, self.inputSize)
        self.o2g = self._map(self._unbiased, self.outputSize)
        gates = sequence(
            parallel(self.i2g, self.o2g),
            nn.CAddTable(),
            nn.Reshape(2, self.outputSize),
            nn.SplitTable(1, 2),
            parallel(nn.Sigmoid(), nn.Sigmoid()),
        )
        from_input = sequence(nn.SelectTable(1))
        from_output = sequence(nn.NarrowTable(2, 2), nn.CMulTable())
        if self.p != 0:
            from_input.add(lazy_dropout(self.p, self.mono))
            from_output.add(lazy_dropout(self.p, self.mono))
        from_input.add(nn.Linear(self.inputSize, self.outputSize))
        from_output.add(self._unbiased(self.outputSize, self.outputSize))
        hidden = sequence(branches(from_input, from_output), nn.CAddTable(), nn.Tanh())
        changed = sequence(branches(hidden, sequence(nn.SelectTable(4), SAdd(-1, True))), nn.CMulTable())
        kept = sequence(nn.NarrowTable(4, 2), nn.CMulTable())
        return sequence(
            branches(nn.Identity(), gates),
            nn.FlattenTable(),  # x(t), s(t-1), r, z
            branches(nn.NarrowTable(1, 4), nn.SelectTable(2)),
            nn.FlattenTable(),  # x(t), s(t-1), r, z, s(t-1)
            sequence(branches(changed, kept), nn.CAddTable()),
        )

    # The step as a whole

    def _pattern(self) -> str:
        return _STEP.format(int(self.outputSize))

    def _make_cell(self, modules: list[Any], scratch: Any) -> Any:
        return GRUCell(modules, scratch)

    def __tostring__(self) -> str:
        return cformat("%s(%d -> %d, %.2f)", self._typename, self.inputSize, self.outputSize, self.p)

    def migrate(self, params: Any) -> None:
        """Takes over the 6 parameters of a GRU without dropout into this one with it."""
        own = self.parameters()[0].array_values()
        params = params.array_values()
        require(self.p != 0, "only support for BGRUs.")
        require(len(params) == 6, "# of source params should be 6.")
        require(len(own) == 9, "# of destination params should be 9.")
        size = self.outputSize
        for first, second, source in ((0, 2, params[0]), (1, 3, params[1]), (4, 5, params[2])):
            own[first].copy(source.narrow(1, 1, size))
            own[second].copy(source.narrow(1, size + 1, size))
        for target, source in zip(own[6:], params[3:]):
            target.copy(source)


#: What recognition makes of a step.
_STEP = (
    "Sequential(ConcatTable(Identity Sequential(ParallelTable(Linear LinearNoBias) CAddTable Reshape[2, {}] "
    "SplitTable[1, 2] ParallelTable(Sigmoid Sigmoid))) FlattenTable ConcatTable(NarrowTable[1, 4] SelectTable[2]) "
    "FlattenTable Sequential(ConcatTable(Sequential(ConcatTable(Sequential(ConcatTable(Sequential(SelectTable[1] "
    "Linear) Sequential(NarrowTable[2, 2] CMulTable LinearNoBias)) CAddTable Tanh) Sequential(SelectTable[4] "
    "SAdd[-1, True])) CMulTable) Sequential(NarrowTable[4, 2] CMulTable)) CAddTable))"
)

"""Runs the steps of a recurrent module on arrays, one step a call or a whole sequence at once.

What the module shows (outputs, cells, hidden states and gradients, clones of the steps) is what it shows
when its modules run, but for the buffers inside the clones, which stay empty.
"""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from ...table import Table
from ...tensor import TensorCore
from ..kernels.scratch import Scratch
from .block import Block
from .cell import Cell


class Fusion:
    """The arrays of one recurrent module; `records` says for the clone of each step where its data is."""

    __slots__ = ("cell", "scratch", "masked", "records", "blocks", "last", "evaluated")

    def __init__(self, make_cell: Any, modules: list[Any]) -> None:
        #: Samples whose input is all zeros have states zero (nn.MaskZero).
        self.masked = False
        self.scratch = Scratch()
        self.cell: Cell = make_cell(modules, self.scratch)
        self.records: WeakKeyDictionary[Any, tuple[Block, int]] = WeakKeyDictionary()
        self.blocks: list[Block | None] = [None, None]
        self.last = 0
        self.evaluated: Block | None = None

    def renew(self, make_cell: Any, modules: list[Any]) -> None:
        """Takes up other parameters, or parameters that moved."""
        if not self.cell.fits(modules):
            self.cell = make_cell(modules, self.scratch)

    # Forward

    def run(self, owner: Any, states: tuple, x: Any, batch: int) -> list[Any] | None:
        """The outputs of the coming steps for the input `x` (steps x rows x inputs); None if the states do not fit."""
        shape = (batch, self.cell.size) if batch else (self.cell.size,)
        if any(not isinstance(s, self.cell.kind) or s._size != shape for s in states):
            return None
        if owner.train is False:
            return self._evaluate(owner, x, batch, states)
        return self._train(owner, x, batch, states)

    def _train(self, owner: Any, x: Any, batch: int, states: tuple) -> list[Any]:
        if len(x) == 1:
            module = owner._next_module()
            block, first = self._own_place(module, batch, states)
        else:
            module, first = None, 0
            block = self._shared_block(owner, len(x), batch)
        if first == 0:
            block.begin(states)
        self._compute(block, first, x)
        outputs = []
        for t in range(first, first + len(x)):
            shown = block.state_tensors(t)
            self._note(module or owner._next_module(), block, t, shown)
            owner._keep_states(*shown)
            outputs.append(shown[0])
        return outputs

    def _note(self, module: Any, block: Block, t: int, shown: tuple) -> tuple[Block, int]:
        """The clone of a step shows what it would have computed."""
        if self.place_of(module) != (block, t) or not module.output:
            self.records[module] = block, t
            block.users[t] = module
            module.output = Table(shown) if len(shown) > 1 else shown[0]
        return block, t

    def copies(self, modules: Any) -> dict[int, Block]:
        """What was computed at each step, by the clones of the steps."""
        found = {}
        for step, module in modules.items():
            place = self.place_of(module)
            if place is not None:
                found[step] = Block(self.cell, 1, place[0].batch)
                found[step].take(*place)
        return found

    def place_of(self, module: Any) -> tuple[Block, int] | None:
        """Where the step of a clone is kept, if nothing else has taken the place since."""
        block, t = self.records.get(module, (None, 0))
        return (block, t) if block is not None and block.users[t] is module else None

    def _own_place(self, module: Any, batch: int, states: tuple) -> tuple[Block, int]:
        """Where a single step goes: where the step's clone was before, if the step before came before it there."""
        block, t = self.place_of(module) or (None, 0)
        if block is None or not block.holds(self.cell, 1, batch):
            return self._single(module, batch), 0
        follows = t == 0 or (block.shown[t - 1] is not None and block.shown[t - 1][0] is states[0])
        return (block, t) if follows else (Block(self.cell, 1, batch), 0)

    def _single(self, module: Any, batch: int) -> Block:
        """Memory for a single step; the clone of the step goes on showing the tensors that it shows."""
        shown = module.output.array_values() if isinstance(module.output, Table) else [module.output]
        size = (batch, self.cell.size) if batch else (self.cell.size,)
        fits = len(shown) == self.cell.states and self.place_of(module) is None
        kept = fits and all(type(t) is self.cell.kind and t._size == size and t.isContiguous() for t in shown)
        return Block(self.cell, 1, batch, tuple(shown) if kept else ())

    def _shared_block(self, owner: Any, count: int, batch: int) -> Block:
        """Memory for a sequence, one of two: a sequence that goes on from the last one leaves that alone."""
        self.last = 0 if owner.step == 1 else 1 - self.last
        block = self.blocks[self.last]
        if block is None or not block.holds(self.cell, count, batch):
            block = self.blocks[self.last] = Block(self.cell, count, batch)
        return block

    def _compute(self, block: Block, first: int, x: Any) -> None:
        """Steps `first` and on in a block, for the input x."""
        cell, last = self.cell, first + len(x)
        gates_of = cell.from_input.projection(x, block.gates[:, first:last], self.scratch)
        before = block.before(first)
        block.masks[first:last] = _padding(x) if self.masked else [None] * len(x)
        block.gone_back[first:last] = [False] * len(x)
        with cell.begin_products(block.rows, len(x)):
            for t in range(first, last):
                after = block.after(t)
                cell.forward(gates_of(t - first), before, after)
                if block.masks[t] is not None:
                    for state in after:
                        state[block.masks[t]] = 0
                before = after

    def _evaluate(self, owner: Any, x: Any, batch: int, states: tuple) -> list[Any]:
        """As in Torch all steps run the recurrent module itself, which shows the last; the list has one for each."""
        own, first = self.place_of(owner.recurrentModule) or (None, 1)
        if own is None or first or not own.holds(self.cell, 1, batch):
            own = self._single(owner.recurrentModule, batch)
        count = len(x)
        block = own if count == 1 else self._evaluation_block(count, batch)
        block.begin(states)
        self._compute(block, 0, x)
        if block is not own:
            own.take(block, count - 1)
        shown = own.state_tensors(0)
        self._note(owner.recurrentModule, own, 0, shown)
        for _ in range(count):
            owner._keep_states(*shown)
        return [block.state_tensors(t)[0] for t in range(count)] if count > 1 else [shown[0]]

    def _evaluation_block(self, count: int, batch: int) -> Block:
        if self.evaluated is None or not self.evaluated.holds(self.cell, count, batch):
            self.evaluated = Block(self.cell, count, batch)
        return self.evaluated

    def clear(self) -> None:
        """Empties the tensors that show the steps."""
        for block, t in self.records.values():
            for tensor in block.shown[t] or ():
                tensor.set()

    # Backward

    def record(self, owner: Any, step: int, input: Any) -> tuple[Block, int]:
        """Where the data of a step is; computed anew if the module was copied or loaded after the step."""
        is_new = owner.sharedClones.get(step) is None
        module = owner.getStepModule(step)
        found = self.place_of(module)
        if found is not None:
            if found[1] == 0:
                found[0].renew_start()
        else:
            states = owner._states_before(step)
            batch = input._size[0] if len(input._size) == 2 else 0
            copied = getattr(owner, "_copied", {}).get(step)
            origin = (copied, 0) if copied else self.place_of(owner.recurrentModule) if is_new else None
            block = self._single(module, batch)
            kept = [state.copy() for state in block.states] if block.shown[0] else []
            if origin is not None and origin[0].holds(self.cell, 1, batch):
                block.take(*origin)
                block.begin(states)
            else:
                block.begin(states)
                self._compute(block, 0, input.array.reshape(1, block.rows, -1))
            for state, values in zip(block.states, kept):
                state[...] = values
            found = self._note(module, block, 0, block.state_tensors(0))
        return found

    def back(self, block: Block, t: int, gradients: tuple) -> None:
        """One step back: fills `da` and the gradients by the states before step `t`, from those by the states after."""
        out = tuple([gradient[t] for gradient in block.gradients])
        if block.masks[t] is not None:
            gradients = tuple([gradient.copy() for gradient in gradients])
            for gradient in gradients:
                gradient[block.masks[t]] = 0
        self.cell.backward(block.gates[:, t], block.before(t), block.after(t), gradients, block.da[t], out)

    def back_through(self, block: Block, first: int, last: int, gradients: tuple, g: Any) -> None:
        """As `back` for steps last-1..first; `gradients` are those by the states in the end, `g` those by outputs."""
        with self.cell.begin_products(block.rows, last - first):
            for t in range(last - 1, first - 1, -1):
                total = np.add(gradients[0], g[t - first], out=block.totals[t])
                self.back(block, t, (total, *gradients[1:]))
                block.gone_back[t] = True
                gradients = tuple([gradient[t] for gradient in block.gradients])

    def show_back(self, module: Any, block: Block, t: int) -> tuple:
        """The tensors of step `t` after the way back; the clone of the step shows them too."""
        shown = block.back_tensors(t)
        fields = vars(module)
        found = fields.get("gradInput")
        if not isinstance(found, Table) or found.get(1) is not shown[0]:
            fields["gradInput"] = Table(shown[:-1])
        return shown

    def input_gradients(self, block: Block, first: int, last: int) -> None:
        """The gradients by the inputs of steps first..last-1, from `da`."""
        self.cell.from_input.back(rows(block.da[first:last]), rows(block.inputs[first:last]))

    def accumulate(self, block: Block, first: int, last: int, x: Any, scale: float) -> None:
        """Adds the gradients by the parameters of steps first..last-1."""
        cell = self.cell
        cell.check_gradients()
        da = rows(block.da[first:last])
        cell.from_input.accumulate(rows(x), da, scale)
        before = tuple([rows(states) for states in block.all_before(first, last)])
        after = tuple([rows(states[first:last]) for states in block.states])
        cell.accumulate(da, block.gates[:, first:last], before, after, scale)


def _padding(x: Any) -> list[Any]:
    """For each step which rows are all zeros; None where none is."""
    zero = np.einsum("tnd,tnd->tn", x, x) == 0
    return [row if some else None for row, some in zip(zero, zero.any(1).tolist())]


def rows(x: Any) -> Any:
    """Steps and samples as one dimension."""
    return x.reshape(-1, x.shape[-1])


def gathered(sequence: Any, kind: Any, inputs: int, scratch: Scratch) -> tuple[Any, int] | None:
    """A sequence as one array steps x rows x inputs, and its batch size (0: vectors); None where it does not fit."""
    if isinstance(sequence, TensorCore):
        size = sequence._size
        if type(sequence) is not kind or len(size) not in (2, 3) or size[-1] != inputs:
            return None
        batch = size[1] if len(size) == 3 else 0
        return sequence.array.reshape(size[0], batch or 1, inputs), batch
    steps = sequence.array_values() if isinstance(sequence, Table) else sequence
    size = getattr(steps[0], "_size", ()) if steps else ()
    if len(size) not in (1, 2) or size[-1] != inputs:
        return None
    if any(type(step) is not kind or step._size != size for step in steps):
        return None
    batch = size[0] if len(size) == 2 else 0
    if len(steps) == 1:
        return steps[0].array.reshape(1, batch or 1, inputs), batch
    x = scratch("x", (len(steps), batch or 1, inputs), steps[0].array)
    np.stack([step.array for step in steps], out=x.reshape(len(steps), *size))
    return x, batch

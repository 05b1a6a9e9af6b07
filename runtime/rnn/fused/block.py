"""Memory for consecutive steps of one recurrent module: what they computed, and tensors that show it."""

from __future__ import annotations

from typing import Any


class Block:
    """Room for `steps` steps of `batch` samples (0: single samples, vectors).

    `gates` is gates x steps x batch x size, the gates of a step side by side in memory, `da` steps x batch x
    (gates size); of each state `states` holds the values after the steps, `start` those before the first one,
    `gradients` the gradients by those before each step. `totals` are the gradients by the outputs, `inputs` those by
    the inputs.
    """

    __slots__ = (
        *("kind", "steps", "batch", "rows", "size", "gates", "da", "states", "start", "gradients", "totals", "inputs"),
        *("_states", "_gradients", "_totals", "_inputs", "shown", "shown_back", "users", "masks", "given", "_all"),
        "gone_back",
    )

    def __init__(self, cell: Any, steps: int, batch: int, states: tuple = ()) -> None:
        """`states`: tensors for the states after a single step, if they are to stay the ones they are."""
        self.kind, self.steps, self.batch, self.size = cell.kind, steps, batch, cell.size
        self.rows = rows = batch or 1
        empty = cell.kind.empty
        self.gates = empty((steps, cell.gates, rows, cell.size)).array.swapaxes(0, 1)
        self.da: Any = None
        #: With several steps the states before the first one lie before those after it.
        lead = int(steps > 1)
        whole = [empty((lead + steps, rows, cell.size)) for _ in range(cell.states - len(states))]
        size, stride = (steps, rows, cell.size), (rows * cell.size, cell.size, 1)
        places = [(t, t._offset) for t in states] or [(t, t._offset + lead * stride[0]) for t in whole]
        self._states = [tensor.make(tensor._storage, offset, size, stride) for tensor, offset in places]
        self.states = tuple([tensor.array for tensor in self._states])
        self._all = tuple([tensor.array for tensor in whole]) if lead else ()
        own = [states[0] for states in self._all] or [empty((rows, cell.size)).array for _ in range(cell.states)]
        self.start = tuple(own)
        self._gradients: Any = None
        self._totals: Any = None
        self._inputs: Any = None
        self.gradients: Any = None
        self.totals: Any = None
        self.inputs: Any = None
        self.shown: list[Any] = [states or None] * steps
        self.shown_back: list[Any] = [None] * steps
        #: The tensors of the states before the first step.
        self.given: tuple = ()
        #: The clone of the module whose step is kept in each place.
        self.users: list[Any] = [None] * steps
        #: Which samples of a step are padding, if any are.
        self.masks: list[Any] = [None] * steps
        #: Whether `da` has been computed.
        self.gone_back = [False] * steps

    def holds(self, cell: Any, steps: int, batch: int) -> bool:
        """Whether there is room for so many steps of the same size."""
        return self.kind is cell.kind and self.batch == batch and self.steps >= steps and self.size == cell.size

    def begin(self, states: tuple) -> None:
        """Takes over the states (tensors) before the first step."""
        self.given = states
        for start, state in zip(self.start, states):
            start[...] = state.array.reshape(start.shape)

    def renew_start(self) -> None:
        """The way back sees what these tensors hold by then: in evaluation later steps write over them."""
        for start, state in zip(self.start, self.given):
            if state.array.size == start.size:
                start[...] = state.array.reshape(start.shape)

    def take(self, other: Block, t: int) -> None:
        """Takes over step `t` of another block, as the first one here."""
        for start, states, before, after in zip(self.start, self.states, other.before(t), other.after(t)):
            start[...] = before
            states[0] = after
        self.gates[:, 0] = other.gates[:, t]
        self.masks[0] = other.masks[t]

    def prepare_back(self, cell: Any) -> None:
        """Makes room for the way back."""
        if self.da is None:
            empty = self.kind.empty
            self.da = empty((self.steps, self.rows, len(self.gates) * self.size)).array
            self._gradients = [empty((self.steps, self.rows, self.size)) for _ in self._states]
            self.gradients = tuple([tensor.array for tensor in self._gradients])
            self._totals = empty((self.steps, self.rows, self.size))
            self.totals = self._totals.array
            self._inputs = empty((self.steps, self.rows, cell.inputs))
            self.inputs = self._inputs.array

    def before(self, t: int) -> tuple:
        """The states before step `t` (from 0)."""
        return tuple([state[t - 1] for state in self.states]) if t else self.start

    def all_before(self, first: int, last: int) -> tuple:
        """The states before each of the steps first..last-1."""
        return tuple([states[first:last] for states in self._all]) or tuple([start[None] for start in self.start])

    def after(self, t: int) -> tuple:
        return tuple([state[t] for state in self.states])

    def state_tensors(self, t: int) -> tuple:
        """The states after step `t`, as tensors: always the same ones."""
        if self.shown[t] is None:
            self.shown[t] = tuple([self._step(tensor, t) for tensor in self._states])
        return self.shown[t]

    def back_tensors(self, t: int) -> tuple:
        """The gradient by the input of step `t`, those by the states before it, and that by its output."""
        if self.shown_back[t] is None:
            tensors = (self._inputs, *self._gradients, self._totals)
            self.shown_back[t] = tuple([self._step(tensor, t) for tensor in tensors])
        return self.shown_back[t]

    def _step(self, tensor: Any, t: int) -> Any:
        first = 1 if self.batch else 2
        size, stride = tensor._size[first:], tensor._stride[first:]
        return tensor.make(tensor._storage, tensor._offset + t * tensor._stride[0], size, stride)

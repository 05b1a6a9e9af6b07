"""What a graph is given and hands on unchanged: its inputs, through nodes without modules and nn.Identities."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..nn.simple.identity import Identity
from .known import is_plain


class Passing:
    """The steps that hand on what the graph is given; they go first."""

    def __init__(self, plan: Any, values: list) -> None:
        self._plan = plan
        #: Which input a step hands on, -1 for the table of all.
        self._numbers = numbers = {id(plan.input): -1 if len(values) > 1 else 0}
        self.steps: list[Any] = []
        #: The steps that hand on the table of all inputs, those of each single input, and others after them.
        self._all: list[Any] = []
        self._single: list[list[Any]] = [[] for _ in values]
        self._others: list[Any] = []
        #: The fields of nn.Identities of each input.
        self._identities: list[list[dict]] = [[] for _ in values]
        for step in plan.steps:
            module = step.data.get("module") if step.select is None else None
            known = all(id(source) in numbers for source, _ in step.sources)
            if known and (module is None or (type(module) is Identity and is_plain(module))):
                number = numbers.setdefault(id(step), self._number(step, [numbers[id(s)] for s, _ in step.sources]))
                self._add(step, module, number)
        self._seen = list(values)

    @staticmethod
    def _number(step: Any, sources: list[int]) -> int:
        """-2: none of them."""
        if len(sources) != 1:
            return -2
        if step.select is None:
            return sources[0]
        return int(step.select) - 1 if sources[0] == -1 else -2

    def _add(self, step: Any, module: Any, number: int) -> None:
        self.steps.append(step)
        if 0 <= number < len(self._single):
            self._single[number].append(step)
            if module is not None:
                self._identities[number].append(vars(module))
        else:
            (self._all if number == -1 else self._others).append(step)

    def source(self, step: Any) -> int | None:
        """Which input a step hands on; None if it is no single one."""
        number = self._numbers.get(id(step), -2)
        return number if number >= 0 else None

    def run(self, values: list, run: Callable[[Any, Any], Any]) -> set[int]:
        """What an input was handed on to before, it need not be again. Gives the numbers of the others."""
        moved = set()
        for step in self._all:
            self._plan.run_step(step, run)
        for number, value in enumerate(values):
            if value is not self._seen[number] or not self._shown(number, value):
                for step in self._single[number]:
                    self._plan.run_step(step, run)
                self._seen[number] = value
                moved.add(number)
        for step in self._others:
            self._plan.run_step(step, run)
        return moved

    def _shown(self, number: int, value: Any) -> bool:
        """Whether the nn.Identities that an input has passed still show it."""
        return all(fields.get("output") is value for fields in self._identities[number])

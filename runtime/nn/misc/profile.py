"""Times a module (nn.Profile)."""

from __future__ import annotations

from typing import Any

from ...console import lua_print
from ...printing import cformat
from ...registry import register
from ...timer import Timer
from .. import utils
from ..container.decorator import Decorator


@register("nn.Profile")
class Profile(Decorator):
    """Does what its module does; after every `print_interval` (100) passes prints how long they took together."""

    def __init__(self, module: Any, print_interval: int | None = None, name: str | None = None) -> None:
        super().__init__(module)
        self.print_interval = print_interval or 100
        self.name = name or utils.torch_type(module)
        self.module = module
        self.numFwds = self.numBwds = 0
        self.summedFwdTime = self.summedBwdTime = 0
        self.timer = Timer()

    def _timed(self, kind: str, passes: str, method: Any, *args: Any) -> Any:
        fields, number, seconds = vars(self), f"num{kind}s", f"summed{kind}Time"
        self.timer.reset()
        result = method(*args)
        fields[seconds] += self.timer.time()["real"]
        fields[number] += 1
        if fields[number] % self.print_interval == 0:
            text = f"%s took %.3f seconds for %d {passes} passes"
            lua_print(cformat(text, self.name, fields[seconds], self.print_interval))
            fields[number] = fields[seconds] = 0
        return result

    def updateOutput(self, input: Any) -> Any:
        self.output = self._timed("Fwd", "forward", self.module.updateOutput, input)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        self.gradInput = self._timed("Bwd", "backward", self.module.updateGradInput, input, gradOutput)
        return self.gradInput

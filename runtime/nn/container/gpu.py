"""A module pinned to a device (nn.GPU)."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...registry import register
from ...table import Table
from .. import utils
from .wrapper import Wrapper


@register("nn.GPU")
class GPU(Wrapper):
    """Runs its one module; which device it was pinned to is kept, but all data live in one place here."""

    device: Any = None
    outdevice: Any = None
    _input: Any = None
    _gradOutput: Any = None

    def __init__(self, module: Any, device: int | None = None, outdevice: int | None = None) -> None:
        super().__init__()
        if not isinstance(device, (int, float)) or not hasattr(module, "updateOutput"):
            raise TorchError("assertion failed!")
        self.device = device
        self.outdevice = outdevice or device
        self.modules[1] = module
        if (module.type() or "").startswith("torch.Cuda"):
            self.type(module.type())

    def setDevice(self, device: int | None = None) -> Any:
        self.device = device or self.device
        return self

    def accUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float) -> None:
        raise TorchError(f"Not Implemented for {self._typename}")

    sharedAccUpdateGradParameters = accUpdateGradParameters

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        if type is None:
            return self._type
        self.output = self.gradInput = self._input = self._gradOutput = None
        return super().type(type, tensorCache)

    def reset(self, *stdv: Any) -> Any:
        super().reset(*stdv)
        return self

    def clearState(self) -> Any:
        utils.clear(self, "output", "gradInput")
        self._input = self._gradOutput = None
        return super().clearState()

    def read_t7(self, version: int) -> Any:
        """A header {type, device}, then the fields."""
        yield "object"
        vars(self).update((yield "object").items())

    def write_t7(self) -> Any:
        yield "object", Table([self._type, self.device])
        yield "object", Table({key: value for key, value in vars(self).items() if value is not None})

    def __tostring__(self) -> str:
        device = int(self.device) if isinstance(self.device, float) else self.device
        return f"{self._typename}({device}) @ {self.modules[1]!r}"

"""What nn.SimpleColorTransform and nn.PCAColorTransform share: noise that is added to whole planes."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...nn.module import Module
from ...nn.simple.common import buffer, copied, require


class ColorNoise(Module):
    """In training adds one random number to each plane of each image, kept in `noise`; else nothing."""

    _scratch: tuple[str, ...] = ("noise",)

    def _fill(self, noise: Any, samples: int) -> None:
        """Draws the tensor `noise` of the right size."""
        raise NotImplementedError

    def updateOutput(self, input: Any) -> Any:
        output = copied(self.output, input)
        if self.train:
            if output.ndim not in (3, 4):
                raise TorchError("Invalid input dimensionality.")
            require(output.shape[-3] == self.inputChannels, "assertion failed!")
            noise = buffer(self, "noise", self.output)
            self._fill(noise, output.shape[0] if output.ndim == 4 else 1)
            output += noise.array.reshape(*output.shape[:-2], 1, 1)
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        if not self.train:
            raise TorchError("backprop only defined while training")
        copied(self.gradInput, gradOutput)
        return self.gradInput

    def type(self, type: str | None = None, tensorCache: Any = None) -> None:
        """Converts to `type`; returns nothing, as in Torch."""
        for name in (*self._scratch, "_tempNoise", "_tempNoiseExpanded", "_tempLambda", "_tempLambdaExpanded"):
            vars(self).pop(name, None)
        super().type(type, tensorCache)

"""The fire module of SqueezeNet (nn.FireModule)."""

from __future__ import annotations

from typing import Any

from ... import console
from ...errors import TorchError
from ...nn import Concat, Decorator, Sequential, SpatialConvolution
from ...printing import cformat
from ...registry import lookup, register


@register("nn.FireModule")
class FireModule(Decorator):
    """A 1x1 convolution to `s1x1` planes, then 1x1 and 3x3 convolutions side by side to e1x1 + e3x3 planes.

    `activation` names the transfer function after each of the two. Input (batch x nInputPlane x H x W).
    """

    def __init__(self, nInputPlane: int, s1x1: int, e1x1: int, e3x3: int, activation: str | None = None) -> None:
        self.nInputPlane = nInputPlane
        self.s1x1 = s1x1
        self.e1x1 = e1x1
        self.e3x3 = e3x3
        self.activation = activation or "ReLU"
        if s1x1 > e1x1 + e3x3:
            console.lua_print("Warning: <FireModule> s1x1 is recommended to be smaller then e1x1+e3x3")
        self.module = Sequential()
        self.squeeze = SpatialConvolution(nInputPlane, s1x1, 1, 1)
        self.expand = Concat(2)
        self.expand.add(SpatialConvolution(s1x1, e1x1, 1, 1))
        self.expand.add(SpatialConvolution(s1x1, e3x3, 3, 3, 1, 1, 1, 1))
        self.module.add(self.squeeze).add(self._transfer()).add(self.expand).add(self._transfer())
        super().__init__(self.module)

    def _transfer(self) -> Any:
        cls: Any = lookup(f"nn.{self.activation}")
        if cls is None:
            raise TorchError(f"nn.FireModule: nn has no class {self.activation}")
        return cls()

    def __tostring__(self) -> str:
        return cformat(
            "%s inputPlanes: %d -> Squeeze Planes: %d -> Expand: %d(1x1) + %d(3x3), activation: %s",
            self._typename,
            self.nInputPlane,
            self.s1x1,
            self.e1x1,
            self.e3x3,
            self.activation,
        )

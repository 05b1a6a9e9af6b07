"""Dropout that keeps its noise for a whole sequence (rnn's nn.Dropout)."""

from __future__ import annotations

from typing import Any

from ..errors import TorchError
from ..nn.module import Module
from ..nn.simple.dropout import Dropout
from ..printing import cformat
from ..tensor import Tensor


def lazy_dropout(p: float, mono: bool = False) -> Any:
    """An nn.Dropout as recurrent modules use it: new noise only after a backward pass."""
    made = Dropout.__new__(Dropout)
    initialize(made, p, False, False, True, mono)
    return made


def initialize(
    self: Any,
    p: float | None = None,
    v1: Any = None,
    inplace: Any = None,
    lazy: Any = None,
    mono: Any = None,
) -> None:
    """rnn's constructor of nn.Dropout: `lazy` draws only after a backward pass, `mono` once for a whole batch."""
    Module.__init__(self)
    self.p = 0.5 if p is None else p
    self.train = True
    self.inplace = inplace
    self.lazy = lazy or False
    self.mono = mono or False
    self.flag = True
    self.v2 = not v1
    if not 0 <= self.p < 1:
        raise TorchError("<Dropout> illegal percentage, must be 0 <= p < 1")
    self.noise = Tensor()


def to_string(self: Any) -> str:
    return cformat("%s(%.1f, %s)", self._typename, self.p, "lazy" if self.lazy else "busy")

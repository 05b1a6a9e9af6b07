"""The linear maps without bias of the old recurrent modules in torch/rnn."""

from __future__ import annotations

from typing import Any

from .... import nn


class WithoutBias:
    """They are nn.Linear whose bias was drawn and then dropped."""

    def _unbiased(self, inputSize: int, outputSize: int) -> Any:
        return nn.Linear(inputSize, outputSize).noBias()

"""Long short-term memory with projected outputs, over whole sequences (nn.SeqLSTMP)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...dpnn.fields import declare
from ...errors import TorchError
from ...nn.simple.common import buffer, given
from ...registry import register
from ...table import Table
from ...tensor import Tensor
from ..kernels.scratch import scratch_of
from .seq_lstm import SeqLSTM


@register("nn.SeqLSTMP")
class SeqLSTMP(SeqLSTM):
    """As nn.SeqLSTM with cells of `hiddensize`, whose outputs `weightO` (hiddensize x outputsize) projects."""

    _hidden: Any = None

    def __init__(
        self, inputsize: int | None = None, hiddensize: int | None = None, outputsize: int | None = None
    ) -> None:
        if not (inputsize and hiddensize and outputsize):
            raise TorchError("Expecting input, hidden and output size")
        self.weightO = Tensor(hiddensize, outputsize)
        self.gradWeightO = Tensor(hiddensize, outputsize)
        super().__init__(inputsize, hiddensize, outputsize)

    def reset(self, std: float | None = None) -> Any:
        self._reset_bias()
        self.weight.normal(0, given(std, 1 / math.sqrt(self.hiddensize + self.inputsize)))
        self.weightO.normal(0, given(std, 1 / math.sqrt(self.outputsize + self.hiddensize)))
        return self

    def _hidden_outputs(self, h: Any, size: int) -> Any:
        return buffer(self, "_hidden", self.weight).resize_array((*h.shape[:2], size))

    def _project(self, hidden: Any, output: Any) -> None:
        np.matmul(hidden, self.weightO.array, out=output)

    def _project_back(self, t: int, dh: Any) -> Any:
        hidden = self._hidden.array
        self.gradWeightO.array[...] += hidden[t].T @ dh
        through = scratch_of(self)("through", hidden[t].shape, dh)
        return np.matmul(dh, self.weightO.array.T, out=through)

    def parameters(self) -> tuple[Table, Table]:
        return (
            Table([self.weight, self.bias, self.weightO]),
            Table([self.gradWeight, self.gradBias, self.gradWeightO]),
        )

    def accUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float) -> None:
        raise TorchError("accUpdateGradParameters not implemented for SeqLSTMP")

    def toFastLSTM(self) -> Any:
        raise TorchError("toFastLSTM not supported for SeqLSTMP")


declare(
    SeqLSTMP,
    dpnn_parameters=("weight", "bias", "weightO"),
    dpnn_gradParameters=("gradWeight", "gradBias", "gradWeightO"),
)

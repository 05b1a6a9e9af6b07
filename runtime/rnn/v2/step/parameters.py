"""Parameters of the LSTMs of torch/rnn: made, drawn and listed alike by nn.StepLSTM and nn.SeqLSTM."""

from __future__ import annotations

import math
from typing import Any

from ....nn.simple.common import require
from ....table import Table
from ....tensor import Tensor


class LSTMParameters:
    """`weight` is (inputsize + outputsize) x 4 hiddensize: input, forget, output gate, new cell content.

    `weightO`, hiddensize x outputsize, projects the cells' outputs where all three sizes are given.
    """

    weight: Any
    bias: Any
    gradWeight: Any
    gradBias: Any
    weightO: Any = None
    gradWeightO: Any = None
    inputsize: Any
    hiddensize: Any
    outputsize: Any

    def _make_parameters(self, inputsize: Any, hiddensize: Any, outputsize: Any) -> None:
        if hiddensize is not None and outputsize is not None:
            self.weightO, self.gradWeightO = Tensor(hiddensize, outputsize), Tensor(hiddensize, outputsize)
        else:
            require(inputsize is not None and hiddensize is not None and outputsize is None, "assertion failed!")
            outputsize = hiddensize
        self.inputsize, self.hiddensize, self.outputsize = inputsize, hiddensize, outputsize
        self.weight = Tensor(inputsize + outputsize, 4 * hiddensize)
        self.gradWeight = Tensor(inputsize + outputsize, 4 * hiddensize)
        self.bias = Tensor(4 * hiddensize)
        self.gradBias = Tensor(4 * hiddensize).zero()
        self.reset()

    def reset(self, std: float | None = None) -> Any:
        """Draws the weights from normal distributions; the bias is 0, and 1 for the forget gate."""
        self.bias.zero()
        self.bias.narrow(1, int(self.outputsize) + 1, self.outputsize).fill(1)
        self.weight.normal(0, std or 1 / math.sqrt(self.hiddensize + self.inputsize))
        if self.weightO is not None:
            self.weightO.normal(0, std or 1 / math.sqrt(self.outputsize + self.hiddensize))
        return self

    def parameters(self) -> tuple[Table, Table]:
        return (
            Table([self.weight, self.bias, self.weightO]),
            Table([self.gradWeight, self.gradBias, self.gradWeightO]),
        )


class GRUParameters:
    """`weight` is (inputsize + outputsize) x 3 outputsize: reset gate, update gate, candidate."""

    weight: Any
    bias: Any
    gradWeight: Any
    gradBias: Any
    inputsize: Any
    outputsize: Any

    def _make_parameters(self, inputsize: int, outputsize: int) -> None:
        self.inputsize, self.outputsize = inputsize, outputsize
        self.weight = Tensor(inputsize + outputsize, 3 * outputsize)
        self.gradWeight = Tensor(inputsize + outputsize, 3 * outputsize)
        self.bias = Tensor(3 * outputsize)
        self.gradBias = Tensor(3 * outputsize).zero()
        self.reset()

    def reset(self, std: float | None = None) -> Any:
        """Draws the weight from a normal distribution; the bias is 0, and 1 for the update gate."""
        self.bias.zero()
        self.bias.narrow(1, int(self.outputsize) + 1, self.outputsize).fill(1)
        self.weight.normal(0, std or 1 / math.sqrt(self.outputsize + self.inputsize))
        return self

    def parameters(self) -> tuple[Table, Table]:
        return Table([self.weight, self.bias]), Table([self.gradWeight, self.gradBias])

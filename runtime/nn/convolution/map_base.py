"""What the convolutions with a connection table share: parameters, their drawing, dense weights."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import backend
from ...tensor import TENSORS, Tensor
from .kernels import checks
from .windowed import Windowed


class ConnectedConvolution(Windowed):
    """Base of SpatialConvolutionMap and SpatialFullConvolutionMap.

    `weight` holds one kH x kW kernel for each row of `connTable`, ``{input plane, output plane}``.
    """

    def __init__(self, conMatrix: Any, kW: int, kH: int, dW: int | None = None, dH: int | None = None) -> None:
        super().__init__()
        self.kW = kW
        self.kH = kH
        self.dW = 1 if dW is None else dW
        self.dH = 1 if dH is None else dH
        self.connTable = conMatrix
        planes = conMatrix.array.max(axis=0)
        self.nInputPlane, self.nOutputPlane = int(planes[0]), int(planes[1])

    def _allocate(self, *names: str) -> None:
        for name in names:
            weight = name in ("weight", "gradWeight")
            size = (self.connTable._size[0], self.kH, self.kW) if weight else (self.nOutputPlane,)
            setattr(self, name, Tensor(*size))

    def reset(self, stdv: float | None = None) -> Any:
        """Draws the parameters uniformly, by default from +-1 / sqrt(kW * kH * inputs of the output plane)."""
        outputs = self._connections()[1]
        if stdv:
            bounds = np.full(len(outputs), stdv * math.sqrt(3))
            bias_bounds = np.full(self.bias._size[0], stdv * math.sqrt(3))
        else:
            inputs = np.bincount(outputs, minlength=self.bias._size[0])
            with np.errstate(divide="ignore"):
                bias_bounds = 1 / np.sqrt(self.kW * self.kH * inputs.astype(float))
            bounds = bias_bounds[outputs]
        _draw(self.weight, bounds)
        _draw(self.bias, bias_bounds)

    def _connections(self) -> tuple[np.ndarray, np.ndarray]:
        """Input and output planes of the kernels, from 0."""
        table = np.asarray(self.connTable.numpy()).astype(np.int64) - 1
        return table[:, 0], table[:, 1]

    def _check_table(self, weight: Any, index: int, name: str = "weight") -> None:
        if len(weight._size) != 3 or self.connTable._size[0] != weight._size[0]:
            raise checks.argument(index, f"3D {name} tensor expected (connTable:size(1) x kH x kW)")

    def _dense(self, rows: np.ndarray, columns: np.ndarray, shape: tuple[int, int]) -> Any:
        """The kernels as (rows, columns, kH, kW), zero where planes are not connected."""
        kernels = backend.to_host(self.weight.array)
        dense = np.zeros((*shape, *kernels.shape[1:]), kernels.dtype)
        np.add.at(dense, (rows, columns), kernels)
        return backend.to_module(dense, backend.get_array_module(self.weight.array))

    def decayParameters(self, decay: float) -> None:
        """Shrinks the parameters by the factor 1 - decay."""
        self.weight.array[...] *= 1 - decay
        self.bias.array[...] *= 1 - decay


def _draw(tensor: Any, bounds: np.ndarray) -> None:
    """Fills slice i of the tensor uniformly from +-bounds[i], drawing in order."""
    draws = TENSORS["Double"](*tensor._size).uniform(0, 1).array
    bounds = bounds.reshape(-1, *[1] * (draws.ndim - 1))
    tensor.array[...] = draws * (bounds + bounds) - bounds

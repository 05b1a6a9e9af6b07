"""Connection tables of SpatialConvolutionMap: rows (input plane, output plane), from 1 (nn.tables)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...tensor import Tensor


def _table(pairs: np.ndarray) -> Any:
    tensor = Tensor()
    tensor.resize_array(pairs.shape)[...] = pairs
    return tensor


def full(nin: int, nout: int) -> Any:
    """Every input plane to every output plane."""
    outputs, inputs = np.divmod(np.arange(int(nin) * int(nout)), int(nin))
    return _table(np.stack([inputs + 1, outputs + 1], 1))


def oneToOne(nfeat: int) -> Any:
    """Plane i to plane i."""
    planes = np.arange(1, int(nfeat) + 1)
    return _table(np.stack([planes, planes], 1))


def random(nin: int, nout: int, nto: int) -> Any:
    """To every output plane `nto` input planes, drawn so that all are used evenly."""
    nin, nout, nto = int(nin), int(nout), int(nto)
    chunks = nin // nto
    order, used = _permutation(nin), 0
    inputs = []
    for _ in range(nout):
        inputs.append(order[used * nto : (used + 1) * nto])
        used += 1
        if used == chunks:
            order, used = _permutation(nin), 0
    outputs = np.repeat(np.arange(1, nout + 1), nto)
    return _table(np.stack([np.concatenate(inputs), outputs], 1))


def _permutation(n: int) -> np.ndarray:
    return Tensor().randperm(n).numpy().copy()

"""Counts of predicted against true classes (optim.ConfusionMatrix)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..errors import TorchError
from ..objects import TorchObject
from ..printing import cformat, lua_tostring
from ..registry import register
from ..table import Table
from ..tensor import TENSORS
from ..tensor.core import TensorCore
from ..tensor.default import default_type
from .numbers import divide

_Float, _Long = TENSORS["Float"], TENSORS["Long"]


@register("optim.ConfusionMatrix")
class ConfusionMatrix(TorchObject):
    """``mat[t][p]`` counts samples of class t that were taken for class p.

    ``ConfusionMatrix(n)`` or ``ConfusionMatrix(names)``. updateValids() computes valids (how much of each class is
    right), unionvalids (right over right or confused), averageValid, averageUnionValid and totalValid.
    """

    averageUnionValid: Any = None
    _mat_flat: Any = None

    def __init__(self, nclasses: Any, classes: Any = None) -> None:
        if not isinstance(nclasses, (int, float)):
            classes = nclasses
            nclasses = len(classes)
        n = int(nclasses)
        self.mat = _Long.empty((n, n)).zero()
        self.valids = _Float.empty((n,)).zero()
        self.unionvalids = _Float.empty((n,)).zero()
        self.nclasses = nclasses
        self.totalValid: float = 0
        self.averageValid: float = 0
        self.classes = Table() if classes is None else classes if isinstance(classes, Table) else Table(classes)
        self._mat_flat = self.mat.view(-1)
        self._target, self._prediction, self._max = _Float(), _Float(), _Float()
        self._pred_idx, self._targ_idx = _Long(), _Long()

    def _upgrade(self, version: int, typename: str) -> None:
        """Matrices of older versions lack unionvalids and the buffers."""
        made, fields = ConfusionMatrix(self.nclasses), vars(self)
        for name in ("unionvalids", "_target", "_prediction", "_max", "_pred_idx", "_targ_idx"):
            fields.setdefault(name, vars(made)[name])

    def _add(self, p: Any, t: Any) -> None:
        """Counts one sample; targets below 1 mean that the class is unknown."""
        for value in (p, t):
            if not isinstance(value, (int, float)):
                raise TorchError("assertion failed!")
        if t > 0:
            n = self.mat._size[0]
            if not (1 <= p <= n and t <= n):
                raise TorchError("index out of bounds")
            self.mat.array[int(t) - 1, int(p) - 1] += 1

    _lua_methods = {"_add": _add}

    def add(self, prediction: Any, target: Any) -> None:
        """Counts one sample: `prediction` and `target` are classes or vectors of scores."""
        if isinstance(prediction, TensorCore):
            prediction = self._class_of(prediction, self._prediction, self._pred_idx)
            if isinstance(target, TensorCore):
                target = self._class_of(target, self._target, self._targ_idx)
        self._add(prediction, target)

    def _class_of(self, scores: Any, buffer: Any, positions: Any) -> int:
        if len(scores._size) != 1:
            raise TorchError("assertion failed!")
        buffer.resize_array(scores._size)
        self._max.max(positions, buffer.copy(scores), 1)
        return int(positions.array[0])

    def batchAdd(self, predictions: Any, targets: Any) -> None:
        """Counts a batch: each argument is a vector of classes, or a matrix with a row of scores for each sample."""
        predicted = self._classes_of(predictions, self._prediction, self._pred_idx, "predictions")
        wanted = self._classes_of(targets, self._target, self._targ_idx, "targets")
        if len(predicted) != len(wanted):
            raise TorchError(f"{len(predicted)} predictions for {len(wanted)} targets")
        known = wanted >= 1
        rows, columns = wanted[known].astype("i8") - 1, predicted[known].astype("i8") - 1
        n = self.mat._size[0]
        if rows.size and not (columns.min() >= 0 and max(columns.max(), rows.max()) < n):
            raise TorchError("index out of range")
        counts = np.bincount(rows * n + columns, minlength=n * n).reshape(n, n)
        np.add(self.mat.array, counts, out=self.mat.array, casting="unsafe")

    def _classes_of(self, values: Any, buffer: Any, positions: Any, name: str) -> Any:
        """The class of each sample, as a vector."""
        buffer.resize_array(values._size)
        buffer.copy(values)
        if len(values._size) == 1:
            return buffer.array
        if len(values._size) != 2:
            raise TorchError(f"{name} has invalid number of dimensions")
        if values._size[1] == 1:
            return buffer.array[:, 0]
        self._max.max(positions, buffer, 2)
        return positions.array[:, 0]

    def zero(self) -> None:
        """Forgets all counts."""
        for tensor in (self.mat, self.valids, self.unionvalids):
            tensor.zero()
        self.totalValid = self.averageValid = 0

    def updateValids(self) -> None:
        """Computes the rates from the counts; nan for a class that did not occur."""
        counts = self.mat.array.astype("f8")
        right, rows, columns = np.diagonal(counts), counts.sum(1), counts.sum(0)
        with np.errstate(invalid="ignore"):
            self.valids.array[...] = right / rows
            self.unionvalids.array[...] = right / (rows + columns - right)
        self.totalValid = divide(float(right.sum()), float(counts.sum()))
        valids, unions = self.valids.array, self.unionvalids.array
        self.averageValid = _mean(valids[~np.isnan(valids)])
        self.averageUnionValid = _mean(unions[~np.isnan(valids) & ~np.isnan(unions)])

    def farFrr(self) -> tuple[Any, Any, Any, Any]:
        """False rejection and false acceptance rate of each class (-1: did not occur), then of those that occurred."""
        counts = self.mat.array.astype("f8")
        n, totals = len(counts), counts.sum(1)
        for name, fill in (("_frrs", 0), ("_classFrrs", -1), ("_fars", 0), ("_classFars", -1)):
            if vars(self).get(name) is None:
                setattr(self, name, default_type().empty((n,)))
            getattr(self, name).array[...] = fill
        occurred = np.flatnonzero(totals)
        rates = counts[occurred] / totals[occurred, None]
        rejected = 1 - rates[np.arange(len(occurred)), occurred]
        rates[np.arange(len(occurred)), occurred] = 0
        accepted = [divide(wrongly, len(occurred) - 1) for wrongly in rates.sum(0)[occurred].tolist()]
        self._frrs.array[: len(occurred)] = self._classFrrs.array[occurred] = rejected
        self._fars.array[: len(occurred)] = self._classFars.array[occurred] = accepted
        return self._classFrrs, self._classFars, *(t.narrow(1, 1, len(occurred)) for t in (self._frrs, self._fars))

    def __tostring__(self) -> str:
        self.updateValids()
        counts, n = self.mat.array, int(self.nclasses)
        largest = float(counts.max())
        width = max(8, 1 + math.ceil(math.log10(largest))) if largest > 0 else 8
        names = self.classes if self.classes is not None and self.classes.get(1) is not None else None
        lines = []
        for t in range(n):
            row = "".join(cformat(f"%{width}d", value) for value in counts[t].tolist())
            line = ("[" if t == 0 else " [") + row + ("]]  " if t == n - 1 else "]   ")
            line += cformat("%2.3f", self.valids.array[t].item() * 100) + "% "
            if names is not None:
                line += f"\t[class: {lua_tostring(names.get(t + 1, ''))}]"
            lines.append(line + "\n")
        summary = (
            (" + average row correct: ", self.averageValid),
            (" + average rowUcol correct (VOC measure): ", self.averageUnionValid),
            (" + global correct: ", self.totalValid),
        )
        rates = " \n".join(title + lua_tostring(rate * 100) + "%" for title, rate in summary)
        return "ConfusionMatrix:\n[" + "".join(lines) + rates

    def render(
        self, sortmode: str | None = None, display: Any = None, block: Any = None, legendwidth: Any = None
    ) -> Any:
        """A picture of the matrix as a 3 x height x width tensor of 0..1, classes sorted by 'score' or 'occurrence'."""
        from .plot import render

        return render(self, sortmode or "score", bool(display), int(block or 25), int(legendwidth or 200))


def _mean(rates: Any) -> float:
    """Sum by number, in doubles, one after the other."""
    return divide(sum(rates.tolist(), 0.0), len(rates))

"""Local response normalisations (inn.SpatialCrossResponseNormalization, inn.SpatialSameResponseNormalization)."""

from __future__ import annotations

from typing import Any

from ..nn.container.concat_table import ConcatTable
from ..nn.container.sequential import Sequential
from ..nn.convolution.spatial_average_pooling import SpatialAveragePooling
from ..nn.normalization.spatial_cross_map_lrn import SpatialCrossMapLRN
from ..nn.simple.identity import Identity
from ..nn.table.c_div_table import CDivTable
from ..nn.transfer.add_constant import AddConstant
from ..nn.transfer.mul_constant import MulConstant
from ..nn.transfer.power import Power
from ..nn.transfer.square import Square
from ..registry import register


@register("inn.SpatialCrossResponseNormalization")
class SpatialCrossResponseNormalization(SpatialCrossMapLRN):
    """nn.SpatialCrossMapLRN by another name."""

    k: Any = 1


@register("inn.SpatialSameResponseNormalization")
class SpatialSameResponseNormalization(Sequential):
    """x / (1 + alpha * mean of x^2 over the size x size pixels around in the same plane) ^ beta."""

    _field_shadows = frozenset({"size"})

    _field_shadows = frozenset({"size"})

    def __init__(self, size: int | None = None, alpha: float | None = None, beta: float | None = None) -> None:
        super().__init__()
        size = 3 if size is None else size
        vars(self).update(size=size, alpha=5e-5 if alpha is None else alpha, beta=0.75 if beta is None else beta)
        pad = int(size) // 2
        scale = Sequential().add(Square()).add(SpatialAveragePooling(size, size, 1, 1, pad, pad))
        scale.add(MulConstant(self.alpha, True)).add(AddConstant(1, True)).add(Power(self.beta))
        self.add(ConcatTable().add(Identity()).add(scale))
        self.add(CDivTable())

"""The product with the weights of all gates that every step of a sequence repeats."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from ...kernels.onednn.repeated import repeated
from ...kernels.parallel import SHARED_FLOPS, small_products, threads
from .products import side_by_side
from .scratch import Scratch

#: From so many steps on copies of the weights, in the order that is fastest, pay.
STEPS = 4


class Repeated:
    """Products of `rows` rows with `weight` (gates x inputs x size), forward and backward, for one sequence.

    `bias` (gates x size) is added with them. With numpy small ones go gate by gate; for large ones the gates lie
    side by side, so that BLAS's threads have more to share.
    """

    __slots__ = ("weight", "bias", "rows", "flops", "_scratch", "_name", "_wide", "_to", "_back", "_fast", "_fast_back")

    def __init__(self, weight: Any, bias: Any, rows: int, scratch: Scratch, name: str) -> None:
        self.weight, self.bias, self.rows, self._scratch, self._name = weight, bias, rows, scratch, name
        #: The work of one product.
        self.flops = 2 * rows * weight.size
        self._wide = len(weight) > 1 and self.flops >= SHARED_FLOPS and threads() > 1
        #: For each way oneDNN's product, the weight as numpy's takes it; None until they are needed.
        self._fast: Any = None
        self._fast_back: Any = None
        self._to: Any = None
        self._back: Any = None

    def products(self) -> AbstractContextManager:
        """Around the loop over the steps: small products are faster with one thread."""
        return small_products(self.flops)

    def _ordered(self, what: str, weight: Any) -> Any:
        """The weight without holes."""
        if weight.flags.c_contiguous:
            return weight
        copy = self._scratch(f"{self._name}.{what}", weight.shape, weight)
        copy[...] = weight
        return copy

    def _by_onednn(self, way: str, weight: Any, bias: Any, step: int) -> Any:
        """oneDNN's products of rows that are `step` elements apart; False where it has none."""
        kept, name = self._scratch.kept, f"{self._name}.{way}"
        made = kept[name] = repeated(weight, bias, self.rows, step, kept.get(name))
        return made or False

    # Forward

    def add(self, rows: Any, out: Any) -> None:
        """out (gates x rows x size) += rows * weight + bias."""
        if self._fast is None:
            self._fast = self._by_onednn("fast", self.weight, self._bias(1), self.weight.shape[1])
        if self._fast and out.flags.c_contiguous:
            self._fast(np.ascontiguousarray(rows), out)
        else:
            self._add(rows, out)

    def _bias(self, rows: int) -> Any:
        """The bias as gates x rows x size."""
        gates, _, size = self.weight.shape
        bias = self._scratch(f"{self._name}.bias.{rows}", (gates, rows, size), self.weight)
        bias[...] = self.bias.reshape(gates, 1, size)
        return bias

    def _add(self, rows: Any, out: Any) -> None:
        if self._to is None:
            to = self._ordered("to", self.weight.transpose(1, 0, 2) if self._wide else self.weight)
            self._to = to, self._bias(self.rows)
        (to, bias), sums = self._to, self._scratch(f"{self._name}.sums", out.shape, out)
        out += bias  # as Torch's modules do, before the product
        if self._wide:
            gates, inputs, size = self.weight.shape
            wide = sums.reshape(-1, gates * size)
            np.matmul(rows, to.reshape(inputs, gates * size), out=wide)
            sums = side_by_side(wide, gates)
        else:
            np.matmul(rows, to, out=sums)
        out += sums

    # Backward

    def back(self, da: Any, out: Any) -> None:
        """out (rows x inputs) = the gradient by the rows, from `da` (rows x gates size)."""
        if self._fast_back is None:
            self._fast_back = self._prepare_back(da)
        if self._fast_back and out.flags.c_contiguous:
            self._fast_back(da, out)
        else:
            self._multiply_back(da, out)

    def _prepare_back(self, da: Any) -> Any:
        """oneDNN's product if it can have `da`, whose layout is that of all steps."""
        gates, inputs, size = self.weight.shape
        if da.strides[1] != da.itemsize or da.strides[0] < da.shape[1] * da.itemsize:
            return False
        whole = self.weight.transpose(0, 2, 1).reshape(1, gates * size, inputs)
        return self._by_onednn("fast_back", whole, None, da.strides[0] // da.itemsize)

    def _multiply_back(self, da: Any, out: Any) -> None:
        gates, inputs, size = self.weight.shape
        if self._back is None:
            self._back = self._ordered("back", self.weight.transpose(0, 2, 1))
        if self._wide or gates == 1:
            np.matmul(da, self._back.reshape(gates * size, inputs), out=out)
        else:
            parts = self._scratch(f"{self._name}.parts", (gates, *out.shape), out)
            np.matmul(side_by_side(da, gates), self._back, out=parts).sum(0, out=out)

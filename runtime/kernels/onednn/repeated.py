"""A product with one weight that is used many times: oneDNN gets the weight in the order that it is fastest with."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import library as _library
from .layout import Layout, address, dense, layout
from .library import Library, available, kept
from .making import descriptors, fast, post_ops, primitive_or_none
from .primitive import ALIGNMENT, DST, SRC, WEIGHTS, Primitive

#: Below this numpy has finished before a call has begun.
FEWEST_FLOPS = 3e5
_ADD = 0x1FFF0  # dnnl_binary_add
_SECOND_OPERAND = 2 * 32768 | 2  # DNNL_ARG_ATTR_MULTIPLE_POST_OP(1) | DNNL_ARG_SRC_1


class Repeated:
    """`count` rows times each matrix of a weight, matrices x inputs x outputs; `take` gives it a weight.

    A call makes out (matrices x count x outputs, contiguous) of rows (count x inputs, `step` elements from one to
    the next); with a bias it adds products and bias to what is there.
    """

    __slots__ = ("primitive", "_copy", "_place", "_bias", "_held")

    def __init__(self, primitive: Primitive) -> None:
        self.primitive = primitive
        nbytes = primitive.copied(1)
        self._copy = np.empty(nbytes + ALIGNMENT, np.uint8) if nbytes else None
        self._place = self._bias = 0
        self._held: tuple = ()

    def take(self, weight: Any, bias: Any) -> None:
        """From now on this weight and this bias (matrices x 1 x outputs, or None), as they are now."""
        primitive = self.primitive
        self._held = weight, bias
        self._bias = 0 if bias is None else address(bias)
        if self._copy is None:
            self._place = address(weight)
            return
        self._place = -(-address(self._copy) // ALIGNMENT) * ALIGNMENT
        with _library.lock:
            primitive.begin()
            primitive.bind(1, address(weight))
            primitive.bind_copy(1, self._place)
            primitive.pass_through(1)

    def __call__(self, rows: Any, out: Any) -> None:
        primitive = self.primitive
        with _library.lock:
            primitive.begin()
            primitive.bind(0, address(rows))
            primitive.bind_copy(1, self._place)
            primitive.bind(2, address(out))
            if self._bias:
                primitive.bind(3, self._bias)
            primitive.execute()


def repeated(weight: Any, bias: Any, count: int, step: int, last: Any = None) -> Repeated | None:
    """Products with this weight and bias, by `last` if that is of the same sizes; None where they are numpy's work."""
    if 2.0 * weight.size * count < FEWEST_FLOPS or not available():
        return None
    lies = layout(weight)
    if lies is None or lies.strides is None or (bias is not None and not bias.flags.c_contiguous):
        return None
    primitive = _primitive(lies, count, step, bias is not None)
    if primitive is None:
        return None
    made = last if last is not None and last.primitive is primitive else Repeated(primitive)
    made.take(weight, bias)
    return made


@kept
def _primitive(weight: Layout, count: int, step: int, adds: bool) -> Primitive | None:
    matrices, inputs, outputs = weight.shape
    rows = Layout((1, count, inputs), (step * count, step, 1))
    out = (matrices, count, outputs)
    layouts = [(SRC, rows), (WEIGHTS, weight), (DST, Layout(out, dense(out)))]
    if adds:
        layouts.append((_SECOND_OPERAND, Layout((matrices, 1, outputs), (outputs, outputs, 1))))

    def create(library: Library, attributes: Any) -> Any:
        wanted = [weight.any if own is weight else own for _, own in layouts]
        with descriptors(library, wanted) as made:
            if adds:
                _add_to_result(library, attributes, made[3])
            ends = made[0], made[1], None, made[2]
            return fast(library, library.make("matmul_primitive_desc_create", library.engine, *ends, attributes))

    return primitive_or_none(create, layouts, kept=1)


def _add_to_result(library: Library, attributes: Any, bias: Any) -> None:
    """After the product come what was in the result, and the bias."""
    with post_ops(library, attributes) as chain:
        library.call("post_ops_append_sum", chain, 1, 0, 0)
        library.call("post_ops_append_binary", chain, _ADD, bias)

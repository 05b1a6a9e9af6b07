"""Element-wise work on contiguous arrays: several operations in one pass over the memory.

A chain is the first operation, of the array and an operand, and what is done with its result: each step is
(operation, shape of its operand), (LINEAR, factor, summand) or (EXPONENTIAL, 0, 0). An operand's dimension of 1
serves all. RECTIFY stands alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .layout import Layout, address, dense
from .library import Library, available, kept
from .making import descriptors, fast, post_ops, primitive_or_none
from .primitive import DST, SRC, Primitive

ADD, MULTIPLY, MAXIMUM, SUBTRACT, GREATER = 0x1FFF0, 0x1FFF1, 0x1FFF2, 0x1FFF5, 0x1FFF7  # dnnl_binary_...
RECTIFY, LINEAR, EXPONENTIAL = 0x20, 0x26, 0x2A  # dnnl_eltwise_...
_ALONE = RECTIFY, LINEAR, EXPONENTIAL  # they have no operand
#: Work on fewer elements numpy has done before the threads have met.
FEWEST = 1 << 14
_OPERAND, _STEP = 2, 32768  # DNNL_ARG_SRC_1, DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE
_INFERENCE = 96  # dnnl_forward_inference
_FLOAT32 = np.dtype(np.float32)

Shape = tuple[int, ...]
Steps = tuple[tuple[Any, ...], ...]


def plain(shape: Shape) -> Layout:
    """One element after the other."""
    return Layout(shape, dense(shape))


def fits(out: Any, *others: Any) -> bool:
    """Whether oneDNN may fill `out` from the others now: large contiguous float32 arrays of one shape.

    Another may lie where `out` does, but not overlap it otherwise.
    """
    if type(out) is not np.ndarray or out.size < FEWEST or out.dtype != _FLOAT32 or not out.flags.carray:
        return False
    if not available():
        return False
    place, shape, nbytes = address(out), out.shape, out.nbytes
    for other in others:
        if type(other) is not np.ndarray or other.dtype != _FLOAT32 or other.shape != shape:
            return False
        if not other.flags.c_contiguous or 0 < abs(address(other) - place) < nbytes:
            return False
    return True


def run(shape: Shape, steps: Steps, source: Any, operands: Sequence[Any], out: Any) -> bool:
    """out = the chain of steps on `source` and the operands (those of the steps that have one), all of which `fits`.

    Returns whether oneDNN has such a kernel. `shape` says what the array's elements are to be seen as.
    """
    primitive = _primitive(shape, steps)
    if primitive is None:
        return False
    primitive(address(source), *[address(operand) for operand in operands], address(out))
    return True


@kept
def _primitive(shape: Shape, steps: Steps) -> Primitive | None:
    layouts = [(SRC, plain(shape))]
    for i, (operation, *what) in enumerate(steps):
        if operation not in _ALONE:
            layouts.append((_OPERAND | (_STEP * i), plain(what[0])))
    layouts.append((DST, plain(shape)))

    def create(library: Library, attributes: Any) -> Any:
        with descriptors(library, [own for _, own in layouts]) as made:
            _append(library, attributes, steps[1:], iter(made[2:-1]))
            return fast(library, _first(library, attributes, steps[0], made))

    return primitive_or_none(create, layouts)


def _first(library: Library, attributes: Any, step: tuple[Any, ...], made: list[Any]) -> Any:
    source, result = made[0], made[-1]
    if step[0] == RECTIFY:
        name = "eltwise_forward_primitive_desc_create"
        return library.make(name, library.engine, _INFERENCE, RECTIFY, source, result, 0, 0, attributes)
    return library.make("binary_primitive_desc_create", library.engine, step[0], source, made[1], result, attributes)


def _append(library: Library, attributes: Any, steps: Steps, operands: Any) -> None:
    """Tells the attributes what is done with the first result."""
    if not steps:
        return
    with post_ops(library, attributes) as chain:
        for operation, *what in steps:
            if operation in _ALONE:
                library.call("post_ops_append_eltwise", chain, operation, *what)
            else:
                library.call("post_ops_append_binary", chain, operation, next(operands))

"""Descriptors of oneDNN's three convolutions: which arguments they have, and in which order they take them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .layout import Layout, int64s
from .library import Library
from .making import descriptors, fast
from .primitive import BIAS, DIFF_BIAS, DIFF_DST, DIFF_SRC, DIFF_WEIGHTS, DST, SRC, WEIGHTS

FORWARD = DST  # a convolution is named after its result: FORWARD, DIFF_SRC, DIFF_WEIGHTS
_INFERENCE, _TRAINING, _DIRECT = 96, 64, 1  # dnnl_forward_inference, dnnl_forward_training, dnnl_convolution_direct

#: Layouts of x, the weight, the bias (or None) and the result or its gradient.
Layouts = tuple[Layout, Layout, "Layout | None", Layout]


def order(kind: int, layouts: Layouts) -> list[tuple[int, Layout]]:
    """The arguments that the primitive has, with their layouts."""
    x, weight, bias, out = layouts
    arguments = {
        FORWARD: ((SRC, x), (WEIGHTS, weight), (BIAS, bias), (DST, out)),
        DIFF_SRC: ((DIFF_SRC, x), (WEIGHTS, weight), (DIFF_DST, out)),
        DIFF_WEIGHTS: ((SRC, x), (DIFF_WEIGHTS, weight), (DIFF_BIAS, bias), (DIFF_DST, out)),
    }[kind]
    return [(index, own) for index, own in arguments if own is not None]


def create(kind: int, choice: tuple[Layout, Layout], layouts: Layouts, what: Any) -> Callable[[Library, Any], Any]:
    """A function that makes the descriptor, with x and the result (or its gradient) laid out as chosen.

    It fails as UNIMPLEMENTED where oneDNN could only do it slowly.
    """
    _, weight, bias, _ = layouts

    def make(library: Library, attributes: Any) -> Any:
        with descriptors(library, (choice[0], weight.any, bias, choice[1])) as made:
            if kind == FORWARD:
                return fast(library, _descriptor(kind, library, made, what, None, attributes))
            with descriptors(library, [own and own.any for own in layouts]) as any_made:
                forward = _descriptor(_TRAINING, library, any_made, what, None, None)  # oneDNN wants to see it
            try:
                return fast(library, _descriptor(kind, library, made, what, forward, attributes))
            finally:
                library.call("primitive_desc_destroy", forward)

    return make


def _descriptor(kind: int, library: Library, made: Sequence[Any], what: Any, forward: Any, attributes: Any) -> Any:
    """Of these memory descriptors."""
    common = [int64s([axis[i] for axis in what]) for i in (0, 3, 1, 2)]  # strides, dilations, padding
    if kind == DIFF_SRC:
        name, made = "convolution_backward_data_primitive_desc_create", [made[0], made[1], made[3]]
        return library.make(name, library.engine, _DIRECT, *made, *common, forward, attributes)
    if kind == DIFF_WEIGHTS:
        name = "convolution_backward_weights_primitive_desc_create"
        return library.make(name, library.engine, _DIRECT, *made, *common, forward, attributes)
    name, purpose = "convolution_forward_primitive_desc_create", _INFERENCE if kind == FORWARD else _TRAINING
    return library.make(name, library.engine, purpose, _DIRECT, *made, *common, attributes)

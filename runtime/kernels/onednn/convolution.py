"""Convolutions, forward, by the input and by the weights, of x (samples, planes, *sizes)."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from . import library as _library
from .layout import Layout, address, int64s, layout
from .library import UNIMPLEMENTED, Failure, Library, available
from .primitive import BIAS, DIFF_BIAS, DIFF_DST, DIFF_SRC, DIFF_WEIGHTS, DST, SRC, WEIGHTS, Primitive

INFERENCE, TRAINING, DIRECT = 96, 64, 1  # dnnl_forward_inference, dnnl_forward_training, dnnl_convolution_direct
#: Bytes of images and results that are worked on at a time, so that their copies stay in the cache.
AT_A_TIME = 4 << 20
#: For gradients by the weights, whose sums each part adds to.
AT_A_TIME_BY_WEIGHT = 32 << 20
KEPT = 512  # primitives of different shapes
MOST_SPATIAL = 3


def window(axes: Sequence[Any]) -> tuple[tuple[int, int, int, int], ...] | None:
    """(stride, padding before, padding behind, dilation - 1) of each axis; None where oneDNN cannot do them."""
    if len(axes) > MOST_SPATIAL:
        return None
    found = []
    for a in axes:
        behind = (a.out - 1) * a.stride + a.extent - a.size - a.pad
        if a.pad < 0 or a.out < 1:
            return None
        found.append((a.stride, a.pad, behind, a.dilation - 1))
    return tuple(found)


def _common(what: tuple[tuple[int, int, int, int], ...]) -> list[Any]:
    """dnnl_dims_t of strides, dilations, padding before and behind."""
    return [int64s([axis[i] for axis in what]) for i in (0, 3, 1, 2)]


def _create(kind: int, x: Layout, weight: Layout, bias: Layout | None, out: Layout, what: Any) -> Any:
    """A function that makes the descriptor of a forward (INFERENCE, TRAINING), DIFF_SRC or DIFF_WEIGHTS primitive."""

    def create(library: Library, attributes: Any) -> Any:
        made = [p and p.descriptor(library) for p in (x.any, weight.any, bias, out.any)]
        common, forward = _common(what), INFERENCE if kind == INFERENCE else TRAINING
        first = None
        try:
            if kind != INFERENCE:
                name = "convolution_forward_primitive_desc_create"
                first = library.make(name, library.engine, forward, DIRECT, *made, *common, None)
            if kind == DIFF_SRC:
                name, made_of = "convolution_backward_data_primitive_desc_create", [made[0], made[1], made[3]]
                return library.make(name, library.engine, DIRECT, *made_of, *common, first, attributes)
            if kind == DIFF_WEIGHTS:
                name = "convolution_backward_weights_primitive_desc_create"
                return library.make(name, library.engine, DIRECT, *made, *common, first, attributes)
            name = "convolution_forward_primitive_desc_create"
            return library.make(name, library.engine, forward, DIRECT, *made, *common, attributes)
        finally:
            if first is not None:
                library.call("primitive_desc_destroy", first)
            for descriptor in made:
                if descriptor is not None:
                    library.call("memory_desc_destroy", descriptor)

    return create


@functools.lru_cache(maxsize=KEPT)
def _primitive(kind: int, x: Layout, weight: Layout, bias: Layout | None, out: Layout, what: Any) -> Primitive | None:
    """None where oneDNN has no such kernel."""
    order = {
        INFERENCE: ((SRC, x), (WEIGHTS, weight), (BIAS, bias), (DST, out)),
        DIFF_SRC: ((DIFF_SRC, x), (WEIGHTS, weight), (DIFF_DST, out)),
        DIFF_WEIGHTS: ((SRC, x), (DIFF_WEIGHTS, weight), (DIFF_BIAS, bias), (DIFF_DST, out)),
    }[kind]
    arguments = [(index, own) for index, own in order if own is not None]
    try:
        return Primitive(_create(kind, x, weight, bias, out, what), arguments)
    except Failure as failure:
        if failure.status == UNIMPLEMENTED:
            return None
        raise


def _part(samples: int, nbytes: int, most: int) -> int:
    """Samples at a time: the most that divide `samples` and stay below so many bytes."""
    wanted = max(1, most // max(1, nbytes // samples))
    return next(n for n in range(min(samples, wanted), 0, -1) if samples % n == 0)


def _layouts(*arrays: Any) -> list[Any] | None:
    found = [None if a is None else layout(a) for a in arrays]
    missing = any(own is None and a is not None for own, a in zip(found, arrays))
    return None if missing else found


def _cut(own: Layout, samples: int) -> Layout:
    return Layout((samples, *own.shape[1:]), own.strides)


def forward(x: Any, weight: Any, bias: Any, out: Any, axes: Sequence[Any]) -> bool:
    """out = weight (outputs, planes, *kernel) * windows of x + bias. Returns whether oneDNN did it."""
    return _in_parts(INFERENCE, x, weight, bias, out, axes)


def by_input(gradient: Any, weight: Any, out: Any, axes: Sequence[Any]) -> bool:
    """out = the transpose of `forward` on the gradient. Returns whether oneDNN did it."""
    return _in_parts(DIFF_SRC, out, weight, None, gradient, axes)


def _in_parts(kind: int, x: Any, weight: Any, bias: Any, out: Any, axes: Sequence[Any]) -> bool:
    what = window(axes)
    found = _layouts(x, weight, bias, out) if what is not None and available() else None
    if found is None or not (out if kind == INFERENCE else x).flags.writeable:
        return False
    samples = len(x)
    part = _part(samples, x.nbytes + out.nbytes, AT_A_TIME)
    own = (_cut(found[0], part), found[1], found[2], _cut(found[3], part))
    with _library.lock:
        primitive = _primitive(kind, *own, what)
        if primitive is None:
            return False
        places = [address(a) for a in (x, weight, bias, out) if a is not None]
        last = len(places) - 1
        steps = x.strides[0] * part, out.strides[0] * part
        primitive.begin()
        for i, place in enumerate(places):
            primitive.bind(i, place)
        primitive.pass_through(1)
        source, result = (0, last) if kind == INFERENCE else (last, 0)
        for n in range(samples // part):
            primitive.bind(0, places[0] + n * steps[0])
            primitive.bind(last, places[last] + n * steps[1])
            primitive.pass_through(source)
            primitive.execute()
            primitive.pass_through(result)
        primitive.end()
    return True


def by_weight(x: Any, gradient: Any, weight: Any, bias: Any, axes: Sequence[Any]) -> bool:
    """weight (outputs, planes, *kernel), bias (or None) = the gradients of `forward`, overwritten, summed over samples.

    Returns whether oneDNN did it. Many samples are to be given in parts (`samples_by_weight`).
    """
    what = window(axes)
    found = _layouts(x, weight, bias, gradient) if what is not None and available() else None
    if found is None:
        return False
    with _library.lock:
        primitive = _primitive(DIFF_WEIGHTS, *found, what)
        if primitive is None:
            return False
        primitive(*[address(a) for a in (x, weight, bias, gradient) if a is not None])
    return True


def samples_by_weight(x: Any, gradient: Any) -> int:
    """Samples that `by_weight` should get at a time."""
    return _part(len(x), x.nbytes + gradient.nbytes, AT_A_TIME_BY_WEIGHT)

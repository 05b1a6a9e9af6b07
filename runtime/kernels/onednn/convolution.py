"""Convolutions, forward, by the input and by the weights, of x (samples, planes, *sizes).

A weight has a dimension more, of groups, where planes are convolved group by group: (groups, outputs / groups,
planes / groups, *kernel).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import library as _library
from .convolution_kinds import DIFF_SRC, DIFF_WEIGHTS, FORWARD, create, order
from .convolution_layouts import choices
from .layout import Layout, address, layout_of, lies
from .library import available, kept
from .making import primitive_or_none
from .primitive import Primitive

#: Bytes of images and results that are worked on at a time, so that their copies stay in the cache.
AT_A_TIME = 8 << 20
#: For gradients by the weights, whose sums each part adds to.
AT_A_TIME_BY_WEIGHT = 32 << 20
MOST_SPATIAL = 3


def forward(x: Any, weight: Any, bias: Any, out: Any, axes: Sequence[Any]) -> bool:
    """out = weight (outputs, planes, *kernel) * windows of x + bias. Returns whether oneDNN did it."""
    return out.flags.writeable and _in_parts(FORWARD, x, weight, bias, out, axes)


def by_input(gradient: Any, weight: Any, out: Any, axes: Sequence[Any]) -> bool:
    """out = the transpose of `forward` on the gradient. Returns whether oneDNN did it."""
    return out.flags.writeable and _in_parts(DIFF_SRC, out, weight, None, gradient, axes)


def by_weight(x: Any, gradient: Any, weight: Any, bias: Any, axes: Sequence[Any]) -> bool:
    """weight (outputs, planes, *kernel), bias (or None) = the gradients of `forward`, overwritten, summed over samples.

    Returns whether oneDNN did it. Many samples are to be given in parts (`samples_by_weight`).
    """
    if not available():
        return False
    with _library.lock:
        found = _found(DIFF_WEIGHTS, x, weight, bias, gradient, axes)
        if found is None:
            return False
        found[0](*[address(a) for a in (x, weight, bias, gradient) if a is not None])
    return True


def samples_by_weight(x: Any, gradient: Any) -> int:
    """Samples that `by_weight` should get at a time."""
    return _part(len(x), x.nbytes + gradient.nbytes, AT_A_TIME_BY_WEIGHT)


def _in_parts(kind: int, x: Any, weight: Any, bias: Any, out: Any, axes: Sequence[Any]) -> bool:
    if not available():
        return False
    with _library.lock:
        found = _found(kind, x, weight, bias, out, axes)
        if found is None:
            return False
        primitive, part = found
        places = [address(a) for a in (x, weight, bias, out) if a is not None]
        samples, last = len(x), len(places) - 1
        if part == samples:
            primitive(*places)
            return True
        steps = x.strides[0] * part, out.strides[0] * part
        primitive.begin()
        for i, place in enumerate(places):
            primitive.bind(i, place)
        primitive.pass_through(1)
        source, result = (0, last) if kind == FORWARD else (last, 0)
        for n in range(samples // part):
            primitive.bind(0, places[0] + n * steps[0])
            primitive.bind(last, places[last] + n * steps[1])
            primitive.pass_through(source)
            primitive.execute()
            primitive.pass_through(result)
        primitive.end()
    return True


def _found(kind: int, x: Any, weight: Any, bias: Any, out: Any, axes: Sequence[Any]) -> tuple[Primitive, int] | None:
    """The primitive, and for how many samples it is; None where oneDNN cannot do it."""
    lie_x, lie_weight, lie_bias, lie_out = lies(x), lies(weight), None if bias is None else lies(bias), lies(out)
    if lie_x is None or lie_weight is None or lie_out is None or (lie_bias is None and bias is not None):
        return None
    library = _library.library()
    assert library is not None
    count = library.use_threads()
    most = None if kind == DIFF_WEIGHTS else AT_A_TIME
    return _primitive(kind, lie_x, lie_weight, lie_bias, lie_out, tuple(axes), most, count)


@kept
def _primitive(
    kind: int, x: Any, weight: Any, bias: Any, out: Any, axes: tuple[Any, ...], most: int | None, threads: int | None
) -> tuple[Primitive, int] | None:
    """`_found` for arrays that lie so, in parts of so many bytes. A primitive is made for a number of threads."""
    what = window(axes)
    own = [None if place is None else layout_of(*place) for place in (x, weight, bias, out)]
    if what is None or any(a is None and place is not None for a, place in zip(own, (x, weight, bias, out))):
        return None
    samples = x[0][0] if most is None else _part(x[0][0], x[0][0] * (x[1][0] + out[1][0]), most)
    whole_x, whole_weight, whole_bias, whole_out = own
    assert whole_x is not None and whole_weight is not None and whole_out is not None
    made = _cut(whole_x, samples), whole_weight, whole_bias, _cut(whole_out, samples)
    for choice in choices(kind, made[0], made[1], made[3], what):
        primitive = primitive_or_none(create(kind, choice, made, what), order(kind, made))
        if primitive is not None:
            return primitive, samples
    return None


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


def _part(samples: int, nbytes: int, most: int) -> int:
    """Samples at a time: the most that divide `samples` and stay below so many bytes."""
    wanted = max(1, most // max(1, nbytes // samples))
    return next(n for n in range(min(samples, wanted), 0, -1) if samples % n == 0)


def _cut(own: Layout, samples: int) -> Layout:
    return Layout((samples, *own.shape[1:]), own.strides)

"""Windows combined along one axis: sums, maxima."""

from __future__ import annotations

from typing import Any

from ....backend import get_array_module
from .axes import Axis, spans


def along(x: Any, d: int, axis: Axis, combine: Any, nothing: float, out: Any = None) -> Any:
    """The elements of each window along spatial dimension d, put together by the ufunc `combine`.

    x is (planes, *sizes); `nothing` is what a window outside of it gives. Without `out` the result may be x itself.
    """
    if axis.plain and out is None:
        return x
    if out is None:
        out = get_array_module(x).empty((*x.shape[: d + 1], axis.out, *x.shape[d + 2 :]), x.dtype)
    lead = (slice(None),) * (d + 1)
    if axis.covered:
        steps = [x[lead + (window,)] for _, _, window in spans(axis)]
        if axis.kernel == 1:
            out[...] = steps[0]
        else:
            combine(steps[0], steps[1], out=out)
        for step in steps[2:]:
            combine(out, step, out=out)
        return out
    out.fill(nothing)
    for start, stop, window in spans(axis):
        part = out[lead + (slice(start, stop),)]
        combine(part, x[lead + (window,)], out=part)
    return out

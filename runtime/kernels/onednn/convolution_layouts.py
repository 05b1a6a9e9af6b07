"""How images should lie while oneDNN convolves them: chosen by measurement, where it was not left to oneDNN."""

from __future__ import annotations

import math
from typing import Any

from .layout import Layout
from .primitive import DIFF_SRC

#: Images of so few planes are taken as they lie, or by oneDNN's own choice.
FEW_PLANES = 3
#: From so many places on an image is a matrix that is worth a product of its own.
PLACES = 64
BLOCK = 16  # planes
#: Images above so many places are left to oneDNN where the gradient by the input has strides.
LARGE = 4096

Choice = tuple[Layout, Layout]


def choices(kind: int, x: Layout, weight: Layout, out: Layout, what: Any) -> list[Choice]:
    """Layouts of x and the result (or its gradient), the best first; the first one that oneDNN knows a kernel for."""
    free, blocked, plain = (x.any, out.any), (x.blocked, out.blocked), (x.plain, out.plain)
    if _planes_together(x) and _planes_together(out):  # frames of a sequence: no copies at all
        return [(x, out), free]
    places = math.prod(x.shape[2:])
    if pointwise(x, weight, what):
        return [plain, free] if x.shape[0] == 1 or places >= PLACES else [blocked, free, plain]
    if x.shape[1] <= FEW_PLANES:
        return [plain, free] if kind == DIFF_SRC else [free]
    if x.shape[1] % BLOCK or out.shape[1] % BLOCK:  # blocks that are not full are work for nothing
        return [free, plain]
    if kind == DIFF_SRC and places > LARGE and any(axis[0] > 1 for axis in what):
        return [free, blocked, plain]
    return [blocked, free, plain]


def pointwise(x: Layout, weight: Layout, what: Any) -> bool:
    """Whether windows are the inputs, one each: a product of matrices."""
    ones = all(k == 1 for k in weight.shape[2 + len(weight.shape) - len(x.shape) :])
    return ones and len(weight.shape) == len(x.shape) and all(axis[:3] == (1, 0, 0) for axis in what)


def _planes_together(images: Layout) -> bool:
    """Whether the planes of one place lie side by side, those of the next behind them."""
    shape, strides = images.shape, images.strides
    return strides is not None and shape[1] > 1 and strides[1] == 1 and strides[2] >= shape[1]
